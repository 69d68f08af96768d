"""Billing over HTTP.

Arithmetic and shapes: docs of each model; a tenant's token sees what is the tenant's own.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Path, Query, Response
from pydantic import Field

from libs.events import Refused
from libs.http import ASKED, Api, Caller, Id, Listing, Page, Period
from libs.store import Unavailable
from services.billing.bodies import (
    AgreeContract,
    ContractId,
    CreditInFull,
    End,
    Number,
    RegisterTenant,
    RunId,
    StartRun,
    TenantId,
)
from services.billing.checking import check_credit_note, check_month
from services.billing.closing import Check, close_month
from services.billing.crediting import credit_in_full
from services.billing.document.press import Press
from services.billing.domain.contract import Account, agree, end_contract
from services.billing.domain.credit_window import by_contract
from services.billing.domain.invoice import Invoice
from services.billing.domain.ledger import payback
from services.billing.domain.month import PARIS, Month
from services.billing.domain.places import Places
from services.billing.domain.tenant import Tenant, end_tenant, register
from services.billing.metering import contracts_of, rate_month
from services.billing.previewing import preview_month
from services.billing.store import BillingUnit
from services.billing.trace import LineTrace, explain
from services.billing.views import (
    ContractView,
    CreditWindowView,
    InvoiceView,
    PaybackView,
    TenantView,
    UsageLine,
    UsageView,
)
from services.billing.views_of_runs import RunView

api = Api("billing", BillingUnit, title="Billing: tenants, contracts, usage, invoices")

PRESS = Press()
READ, WRITE = "billing:read", "billing:write"

OfTenant = Annotated[Id | None, Query(description="Only this tenant's")]
OfMonth = Annotated[Period, Query(description="A calendar month in Europe/Paris")]
OfAnyMonth = Annotated[Period | None, Query(description="Only of this calendar month")]
LineNumber = Annotated[int, Field(ge=1, le=100_000), ASKED, Path(description="Which line, from 1", examples=[1])]
OfSource = Annotated[Id | None, Query(description="Only this meter", examples=["e01-a"])]


# -- tenants


@api.command("/v1/tenants", scope=WRITE, status=201, reads=lambda body: [(Tenant, body.id)])
def register_tenant(body: RegisterTenant, unit: BillingUnit) -> TenantView:
    """Registers a tenant. 409 when another one has this id."""
    known = unit.tenants.get(body.id)
    outcome = register(body.tenant(), known, unit.now)
    if known is not None and outcome[0] != known:
        raise Refused("conflict", f"tenant {body.id} is registered already, otherwise", "/id")
    unit.save(outcome)
    return TenantView.of(outcome[0])


@api.get("/v1/tenants", scope=READ)
def tenants(unit: BillingUnit, page: Page, caller: Caller) -> Listing[TenantView]:
    """All tenants. A tenant's token sees itself."""
    own = {} if caller.tenant is None else {"id": caller.tenant}
    found = unit.tenants.page(page.after, page.limit, **own)
    return page.of(found, view=TenantView.of, cursor=lambda tenant: tenant.id)


@api.get("/v1/tenants/{id}", scope=READ)
def tenant(id: TenantId, unit: BillingUnit, caller: Caller) -> TenantView:
    """One tenant."""
    _only_own(caller, id)
    return TenantView.of(unit.tenants.need(id))


@api.command("/v1/tenants/{id}/end", scope=WRITE)
def end_of_tenant(id: TenantId, body: End, unit: BillingUnit) -> TenantView:
    """Ends a tenant, with the day of `at` in Paris. 409 while a contract runs beyond it."""
    known = unit.tenants.need(id)
    last_days = [contract.last_day for contract in contracts_of(unit, id)]
    latest = max((day for day in last_days if day is not None), default=None)
    ended = end_tenant(known, latest, None in last_days, body.at or unit.now)
    unit.save(ended)
    unit.put(unit.accounts.get(id) or Account(id))
    return TenantView.of(ended[0])


@api.get("/v1/tenants/{id}/usage", scope=READ)
def usage(id: TenantId, period: OfMonth, unit: BillingUnit, caller: Caller) -> UsageView:
    """What a tenant used in a month, as known now. An entry for each item of its contract."""
    _only_own(caller, id)
    unit.tenants.need(id)
    month = Month.parse(period)
    items = rate_month(unit, id, contracts_of(unit, id), month)
    return UsageView(period=str(month), lines=tuple(UsageLine.of(item) for item in items))


# -- contracts


@api.command("/v1/contracts", scope=WRITE, status=201, reads=lambda b: [(Tenant, b.tenant), (Account, b.tenant)])
def agree_contract(body: AgreeContract, unit: BillingUnit) -> ContractView:
    """Agrees a contract, back-dated as long as no month that it touches is invoiced (409 else).

    409 as well where it overlaps another contract of the tenant: end that one first. 422: all that its items
    lack.
    """
    tenant = unit.tenants.need(body.tenant, at="/tenant")
    if tenant.ended_on is not None and (body.until is None or body.until > tenant.ended_on):
        raise Refused("conflict", f"{tenant.id} left on {tenant.ended_on}", "/tenant")
    contract = body.contract()
    if unit.contracts.get(contract.id):
        raise Refused(
            "conflict",
            f"{contract.id} is agreed already: a new price is a contract from a later day",
            "/from",
        )
    account = unit.accounts.get(tenant.id) or Account(tenant.id)
    outcome = agree(contract, account, contracts_of(unit, tenant.id), unit.now)
    unit.save(outcome)
    unit.put(replace(account, contracts=(*account.contracts, contract.id)))
    return ContractView.of(outcome[0])


@api.get("/v1/contracts", scope=READ)
def contracts(unit: BillingUnit, page: Page, caller: Caller, tenant: OfTenant = None) -> Listing[ContractView]:
    """All contracts, or a tenant's. A tenant's token sees its own."""
    found = unit.contracts.page(page.after, page.limit, **_of_tenant(caller, tenant))
    return page.of(found, view=ContractView.of, cursor=lambda contract: contract.id)


@api.get("/v1/contracts/{id}", scope=READ)
def contract(id: ContractId, unit: BillingUnit, caller: Caller) -> ContractView:
    """One contract."""
    found = unit.contracts.need(id)
    _only_own(caller, found.tenant)
    return ContractView.of(found)


@api.command("/v1/contracts/{id}/end", scope=WRITE)
def end_of_contract(id: ContractId, body: End, unit: BillingUnit) -> ContractView:
    """Ends a contract: the day of `at` in Paris is the last that it covers.

    409 where a later month is invoiced with it.
    """
    found = unit.contracts.need(id)
    account = unit.accounts.need(found.tenant)
    ended = end_contract(found, account, body.at or unit.now)
    unit.save(ended)
    unit.put(account)
    return ContractView.of(ended[0])


# -- runs


def _checked_run(body: StartRun) -> Check:
    with suppress(Refused):  # the decision says so
        unit = api.store.unit()
        check_month(unit, Month.parse(body.period), _tenants(body, unit), PRESS.check)
    return PRESS.check


RunCheck = Annotated[Check, Depends(_checked_run)]
"""Has seen what will be decided on, if nothing changes meanwhile."""


@api.command("/v1/runs", scope=WRITE, status=201)
def run_month(body: StartRun, unit: BillingUnit, check: RunCheck) -> RunView:
    """Closes a month that is over (409 else): an invoice for each tenant that has none of it yet.

    Who gets none is in `skipped`, with why: an invoice whose document does not pass is not issued and takes no
    number. A second run of a month names the same invoices. A dry run issues and stores nothing: `previews` says
    what would be, with warnings, none of which stops a run.
    """
    month = Month.parse(body.period)
    chosen = _tenants(body, unit)
    if body.dry_run:
        return RunView.of(*preview_month(unit, month, chosen, check))
    return RunView.of(close_month(unit, month, chosen, check))


@api.get("/v1/runs", scope=READ)
def runs(unit: BillingUnit, page: Page, caller: Caller) -> Listing[RunView]:
    """All runs."""
    _only_city(caller)
    return page.of(unit.runs.page(page.after, page.limit), view=RunView.of, cursor=lambda run: run.id)


@api.get("/v1/runs/{id}", scope=READ)
def run(id: RunId, unit: BillingUnit, caller: Caller) -> RunView:
    """One run."""
    _only_city(caller)
    return RunView.of(unit.runs.need(id))


# -- invoices


@api.get("/v1/invoices", scope=READ)
def invoices(
    unit: BillingUnit, page: Page, caller: Caller, tenant: OfTenant = None, period: OfAnyMonth = None
) -> Listing[InvoiceView]:
    """All invoices and credit notes, by number. A tenant's token sees its own."""
    wanted = _of_tenant(caller, tenant)
    if period is not None:
        wanted["period"] = str(Month.parse(period))
    found = unit.invoices.page(page.after, page.limit, **wanted)
    credited = unit.credited.many(invoice.id for invoice in found)
    notes = {number: credit.credit_note for number, credit in credited.items()}
    return page.of(found, view=lambda i: InvoiceView.of(i, notes.get(i.id)), cursor=lambda invoice: invoice.id)


@api.get("/v1/invoices/{number}.xml", scope=READ, media="application/xml")
def invoice_xml(number: Number, unit: BillingUnit, caller: Caller) -> Response:
    """The document that machines read: EN 16931, Cross Industry Invoice."""
    _own_invoice(number, unit, caller)
    return _file(unit.originals.need(number).xml, f"{number}.xml", "application/xml")


@api.get("/v1/invoices/{number}.pdf", scope=READ, media="application/pdf")
def invoice_pdf(number: Number, unit: BillingUnit, caller: Caller) -> Response:
    """The same for people: Factur-X, that is a PDF/A-3 with the XML in it. The same bytes each time."""
    found = _own_invoice(number, unit, caller)
    pdf = PRESS.print(found, unit.originals.need(number).xml)
    if pdf is None:
        raise Unavailable(f"{number} cannot be printed now")
    return _file(pdf, f"{number}.pdf", "application/pdf")


@api.get("/v1/invoices/{number}", scope=READ)
def invoice(number: Number, unit: BillingUnit, caller: Caller) -> InvoiceView:
    """One invoice or credit note."""
    return _view(_own_invoice(number, unit, caller), unit)


@api.get("/v1/invoices/{number}/lines/{n}", scope=READ)
def line(number: Number, n: LineNumber, unit: BillingUnit, caller: Caller, source: OfSource = None) -> LineTrace:
    """One line, down to registers, days and hours. `source` narrows it to one meter."""
    found = _own_invoice(number, unit, caller)
    if not 1 <= n <= len(found.lines):
        raise Refused("not_found", f"{number} has no line {n}: it has {len(found.lines)}")
    return explain(found, found.lines[n - 1], source, unit)


def _checked_note(number: Number, body: CreditInFull) -> Check:
    check_credit_note(api.store.unit(), number, body.why, PRESS.check)
    return PRESS.check


NoteCheck = Annotated[Check, Depends(_checked_note)]


@api.command("/v1/invoices/{number}/credit-note", scope=WRITE, status=201)
def credit_invoice(number: Number, body: CreditInFull, unit: BillingUnit, check: NoteCheck) -> InvoiceView:
    """Cancels an invoice by a credit note over the whole of it. Asked again: the same credit note."""
    return _view(credit_in_full(unit, number, body.why, check), unit)


@api.get("/v1/payback", scope=READ)
def payback_so_far(unit: BillingUnit, caller: Caller) -> PaybackView:
    """What the site has cost against what was invoiced, net of VAT and of credit notes."""
    _only_city(caller)
    return PaybackView.of(payback(unit.ledgers.where(), unit.now.astimezone(PARIS).date()), unit.now)


@api.get("/v1/service-credit-windows", scope=READ)
def credit_windows(unit: BillingUnit, page: Page, caller: Caller) -> Listing[CreditWindowView]:
    """All service-credit windows, one a contract of which something stood in the zone.

    From the zone's activation to its sign-off, never of an exercise: recorded, not priced yet.
    """
    _only_city(caller)
    places = Places.of(unit.rack_places.where(), unit.volume_places.where())
    found = by_contract(unit.credit_windows.where(), unit.contracts.where(), places, unit.now)
    rest = [window for window in found if window.id > page.after][: page.limit]
    return page.of(rest, view=CreditWindowView.of, cursor=lambda window: window.id)


# -- who may see what


def _only_own(caller: Caller, tenant: str) -> None:
    if not caller.may_see(tenant):
        raise Refused("forbidden", f"{caller.name} sees its own data only")


def _only_city(caller: Caller) -> None:
    if caller.tenant is not None:
        raise Refused("forbidden", f"{caller.name} sees its own data only")


def _of_tenant(caller: Caller, tenant: str | None) -> dict[str, str]:
    if tenant is not None:
        _only_own(caller, tenant)
        return {"tenant": tenant}
    return {} if caller.tenant is None else {"tenant": caller.tenant}


def _own_invoice(number: str, unit: BillingUnit, caller: Caller) -> Invoice:
    found = unit.invoices.need(number)
    _only_own(caller, found.tenant)
    return found


def _file(content: bytes, name: str, media: str) -> Response:
    named = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media, headers=named)


def _view(invoice: Invoice, unit: BillingUnit) -> InvoiceView:
    credited = unit.credited.get(invoice.id)
    return InvoiceView.of(invoice, credited.credit_note if credited else None)


def _tenants(body: StartRun, unit: BillingUnit) -> list[Tenant]:
    if body.tenants is None:
        return unit.tenants.where()
    return [unit.tenants.need(id, at=f"/tenants/{n}") for n, id in enumerate(dict.fromkeys(body.tenants))]
