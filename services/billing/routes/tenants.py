"""Tenants, and what each used."""

from __future__ import annotations

from libs.events import Refused
from libs.http import Caller, Listing, Page, own
from services.billing.bodies import End, RegisterTenant, TenantId
from services.billing.domain.contract import Account
from services.billing.domain.month import Month
from services.billing.domain.tenant import Tenant, end_tenant, register
from services.billing.metering import contracts_of, rate_month
from services.billing.routes.declared import OWN, WRITE, OfMonth, api
from services.billing.store import BillingUnit
from services.billing.unfit import Unfit
from services.billing.views import TenantView, UsageLine, UsageView


@api.command("/v1/tenants", scope=WRITE, status=201, reads=lambda body: [(Tenant, body.id)])
def register_tenant(body: RegisterTenant, unit: BillingUnit) -> TenantView:
    """Registers a tenant. 409 when another one has this id."""
    known = unit.tenants.get(body.id)
    outcome = register(body.tenant(), known, unit.now)
    if known is not None and outcome[0] != known:
        raise Refused("conflict", f"tenant {body.id} is registered already, otherwise", "/id")
    unit.save(outcome)
    return TenantView.of(outcome[0])


@api.get("/v1/tenants", scope=OWN)
def tenants(unit: BillingUnit, page: Page, caller: Caller) -> Listing[TenantView]:
    """All tenants. A tenant's token sees itself."""
    wanted = {} if caller.tenant is None else {"id": caller.tenant}
    found = unit.tenants.page(page.after, page.limit, **wanted)
    return page.of(found, view=TenantView.of, cursor=lambda tenant: tenant.id)


@api.get("/v1/tenants/{id}", scope=OWN)
def tenant(id: TenantId, unit: BillingUnit, caller: Caller) -> TenantView:
    """One tenant."""
    return TenantView.of(own(caller, unit.tenants, id, whose="id"))


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


@api.get("/v1/tenants/{id}/usage", scope=OWN)
def usage(id: TenantId, period: OfMonth, unit: BillingUnit, caller: Caller) -> UsageView:
    """What a tenant used in a month, as known now. An entry for each item of its contract."""
    own(caller, unit.tenants, id, whose="id")
    month = Month.parse(period)
    items = rate_month(unit, id, contracts_of(unit, id), month, Unfit(unit))
    return UsageView(period=str(month), lines=tuple(UsageLine.of(item) for item in items))
