"""Contracts: agreed, read, ended."""

from __future__ import annotations

from libs.events import Refused, replace
from libs.http import Caller, Listing, Page, own
from services.billing.bodies import ContractId, End
from services.billing.bodies_of_contracts import AgreeContract
from services.billing.domain.contract import Account, agree, end_contract
from services.billing.domain.tenant import Tenant
from services.billing.metering import contracts_of
from services.billing.routes.declared import OWN, WRITE, OfTenant, api
from services.billing.store import BillingUnit
from services.billing.views_of_contracts import ContractView


@api.command("/v1/contracts", scope=WRITE, status=201, reads=lambda b: [(Tenant, b.tenant), (Account, b.tenant)])
def agree_contract(body: AgreeContract, unit: BillingUnit) -> ContractView:
    """Agrees a contract, back-dated as long as no month that it touches is invoiced (409 else).

    409 as well where it overlaps another contract of the tenant: end that one first. 422: all that its items
    lack, an index of which no figure is entered among it.
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
    revised = any(item.revision for item in contract.items)
    figures = unit.indices.where() if revised else ()
    outcome = agree(contract, account, contracts_of(unit, tenant.id), unit.now, figures)
    unit.save(outcome)
    unit.put(replace(account, contracts=(*account.contracts, contract.id)))
    return ContractView.of(outcome[0])


@api.get("/v1/contracts", scope=OWN)
def contracts(unit: BillingUnit, page: Page, caller: Caller, tenant: OfTenant = None) -> Listing[ContractView]:
    """All contracts, or a tenant's. A tenant's token sees its own."""
    found = unit.contracts.page(page.after, page.limit, **caller.narrowed(tenant))
    return page.of(found, view=ContractView.of, cursor=lambda contract: contract.id)


@api.get("/v1/contracts/{id}", scope=OWN)
def contract(id: ContractId, unit: BillingUnit, caller: Caller) -> ContractView:
    """One contract."""
    return ContractView.of(own(caller, unit.contracts, id))


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
