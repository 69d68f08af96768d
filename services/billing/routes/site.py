"""The whole site: how far it is paid back, and when it was not fit for service."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import Field

from libs.http import ASKED, Listing, NotNegative, Page
from services.billing.domain.payback import Assumptions, payback
from services.billing.routes.declared import READ, api, today
from services.billing.store import BillingUnit
from services.billing.unfit import Unfit
from services.billing.views import CreditWindowView
from services.billing.views_of_payback import PaybackView


def _asked(said: str) -> Any:
    return Query(description=f"Assumed otherwise: {said}")


Cost = Annotated[NotNegative | None, _asked("what the centre cost, EUR")]
Running = Annotated[NotNegative | None, _asked("what it takes a month, EUR")]
Avoided = Annotated[NotNegative | None, _asked("what the City would pay elsewhere a month, EUR")]
Years = Annotated[Annotated[int, Field(ge=1, le=50), ASKED] | None, _asked("within how many years it is to be repaid")]


@api.get("/v1/payback", scope=READ)
def payback_so_far(
    unit: BillingUnit,
    cost: Cost = None,
    running_cost: Running = None,
    avoided_cost: Avoided = None,
    years: Years = None,
) -> PaybackView:
    """How far the centre has paid for itself, month by month, and when it will have; with what is assumed.

    Revenue is what tenants were invoiced less credit notes, without VAT. Each assumption may be asked otherwise.
    """
    usual = Assumptions()
    assumed = Assumptions(
        cost=usual.cost if cost is None else cost,
        years=years or usual.years,
        running_cost=usual.running_cost if running_cost is None else running_cost,
        avoided_cost=usual.avoided_cost if avoided_cost is None else avoided_cost,
    )
    return PaybackView.of(payback(unit.ledgers.where(), today(unit), assumed), unit.now)


@api.get("/v1/service-credit-windows", scope=READ)
def credit_windows(unit: BillingUnit, page: Page) -> Listing[CreditWindowView]:
    """All service-credit windows, one a contract of which something stood in the zone, or was without power.

    From the zone's activation to its sign-off, never of an exercise; and while every feed was lost and no generator at
    the load, where that was for more than the 60 s that batteries carry. An item `service_credit` prices their hours.
    """
    found = Unfit(unit).windows(unit.contracts.where())
    rest = [window for window in found if window.id > page.after][: page.limit]
    return page.of(rest, view=CreditWindowView.of, cursor=lambda window: window.id)
