"""What is owed, what came in, and the dated figures that a person enters."""

from __future__ import annotations

from typing import Any

from libs.events import Refused
from libs.http import Caller, Listing, Page, own
from libs.store import Between
from services.billing.bodies import Number
from services.billing.bodies_of_money import EnterIndex, EnterPayment
from services.billing.debts import Debts
from services.billing.domain.index import enter
from services.billing.domain.invoice import CREDIT_NOTE
from services.billing.domain.receivable import receive
from services.billing.routes.declared import (
    OWN,
    READ,
    WRITE,
    AsOf,
    OfName,
    OfTenant,
    Overdue,
    api,
    today,
)
from services.billing.store import BillingUnit
from services.billing.views_of_debts import IndexView, ReceivableView


@api.command("/v1/invoices/{number}/payments", scope=WRITE, status=201)
def enter_payment(number: Number, body: EnterPayment, unit: BillingUnit) -> ReceivableView:
    """Enters money that came. The same reference again enters nothing; 409 for more than is owed."""
    _need_invoice(unit, number)
    outcome = receive(unit.receivables.need(number), body.payment(), unit.now)
    unit.save(outcome)
    return Debts(unit, today(unit)).view(outcome[0])


@api.get("/v1/invoices/{number}/receivable", scope=OWN)
def one_receivable(number: Number, unit: BillingUnit, caller: Caller, as_of: AsOf = None) -> ReceivableView:
    """What is owed of an invoice, what came in, and what being late costs."""
    own(caller, unit.invoices, number)
    _need_invoice(unit, number)
    return Debts(unit, as_of or today(unit)).view(unit.receivables.need(number))


@api.get("/v1/receivables", scope=OWN)
def receivables(
    unit: BillingUnit, page: Page, caller: Caller, tenant: OfTenant = None, overdue: Overdue = False
) -> Listing[ReceivableView]:
    """What is owed of every invoice. `overdue`: whom to remind, those alone that were due before today."""
    wanted: dict[str, Any] = caller.narrowed(tenant)
    if overdue:
        wanted |= {"settled": False, "due_on": Between(None, today(unit))}
    debts = Debts(unit, today(unit))
    found = unit.receivables.page(page.after, page.limit, **wanted)
    return page.of(found, view=debts.view, cursor=lambda one: one.id)


@api.command("/v1/indices", scope=WRITE, status=201)
def enter_index(body: EnterIndex, unit: BillingUnit) -> IndexView:
    """Enters a dated figure. 409 where the day has another value already."""
    index = body.index()
    outcome = enter(index, unit.indices.get(index.id), unit.now)
    unit.save(outcome)
    return IndexView.of(outcome[0])


@api.get("/v1/indices", scope=READ)
def indices(unit: BillingUnit, page: Page, name: OfName = None) -> Listing[IndexView]:
    """All dated figures, or those of a name."""
    found = unit.indices.page(page.after, page.limit, **({} if name is None else {"name": name}))
    return page.of(found, view=IndexView.of, cursor=lambda index: index.id)


def _need_invoice(unit: BillingUnit, number: str) -> None:
    if unit.invoices.need(number).type == CREDIT_NOTE:
        raise Refused("conflict", f"{number} is a credit note: nothing is owed of it")
