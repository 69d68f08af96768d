"""The whole site: how far it is paid back, and when it was not fit for service."""

from __future__ import annotations

from libs.http import Caller, Listing, Page
from services.billing.domain.credit_window import by_contract
from services.billing.domain.ledger import payback
from services.billing.domain.places import Places
from services.billing.routes.declared import READ, api, only_city, today
from services.billing.store import BillingUnit
from services.billing.views import CreditWindowView, PaybackView


@api.get("/v1/payback", scope=READ)
def payback_so_far(unit: BillingUnit, caller: Caller) -> PaybackView:
    """What the site has cost against what was invoiced, net of VAT and of credit notes."""
    only_city(caller)
    return PaybackView.of(payback(unit.ledgers.where(), today(unit)), unit.now)


@api.get("/v1/service-credit-windows", scope=READ)
def credit_windows(unit: BillingUnit, page: Page, caller: Caller) -> Listing[CreditWindowView]:
    """All service-credit windows, one a contract of which something stood in the zone.

    From the zone's activation to its sign-off, never of an exercise: recorded, not priced yet.
    """
    only_city(caller)
    places = Places.of(unit.rack_places.where(), unit.volume_places.where())
    found = by_contract(unit.credit_windows.where(), unit.contracts.where(), places, unit.now)
    rest = [window for window in found if window.id > page.after][: page.limit]
    return page.of(rest, view=CreditWindowView.of, cursor=lambda window: window.id)
