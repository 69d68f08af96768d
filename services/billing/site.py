"""Billing's part of the site file: tenants and their contracts, in the shapes of the commands."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import model_validator

from libs.events import Refused, replace
from libs.http import Body
from services.billing.bodies import RegisterTenant
from services.billing.bodies_of_contracts import AgreeContract
from services.billing.bodies_of_site import HandOverBody, IssuerBody
from services.billing.domain.contract import Account, Contract, agree
from services.billing.domain.party import Issuer, issuer_faults
from services.billing.domain.tenant import register
from services.billing.metering import contracts_of
from services.billing.store import BillingUnit

NO_TIME = datetime.min.replace(tzinfo=UTC)
"""Nothing of a site file is said at a time: it is only checked against itself."""


class Section(Body):
    """`billing:` of the site file."""

    issuer: IssuerBody | None = None
    """None: the City of Paris, with no account to pay to."""
    hand_over: HandOverBody | None = None
    """None: documents wait."""
    tenants: tuple[RegisterTenant, ...] = ()
    contracts: tuple[AgreeContract, ...] = ()

    @model_validator(mode="after")
    def agree_with_each_other(self) -> Section:
        """Raises Refused with every fault, each where it is."""
        faults: list[tuple[str, str]] = []
        if self.issuer is not None:
            faults += [(f"/issuer{at}", why) for at, why in issuer_faults(self.issuer.party())]
        tenants = [tenant.id for tenant in self.tenants]
        for n, tenant in enumerate(tenants):
            if tenant in tenants[:n]:
                faults.append((f"/tenants/{n}/id", f"{tenant} is named twice"))
        earlier: list[Contract] = []
        for n, body in enumerate(self.contracts):
            contract, own = body.contract(), [c for c in earlier if c.tenant == body.tenant]
            if body.tenant not in tenants:
                faults.append((f"/contracts/{n}/tenant", f"{body.tenant} is no tenant of this file"))
            if contract.id in [c.id for c in own]:
                faults.append((f"/contracts/{n}/from", f"{body.tenant} has another contract from this day"))
            try:
                agree(contract, Account(body.tenant), own, NO_TIME)
            except Refused as refusal:
                faults += [(f"/contracts/{n}{at}", why) for at, why in refusal.faults]
            earlier.append(contract)
        if faults:
            raise Refused.many(faults)
        return self


def load(section: Section, unit: BillingUnit) -> list[str]:
    """Registers the tenants and agrees the contracts; what is the same already is left alone.

    A contract is known by its tenant and first day. Changed terms are taken over as long as nothing of it is
    invoiced, else Refused; an end that was commanded stays. Returns a sentence for each tenant and contract
    that the file no longer names.
    """
    if section.issuer is not None:
        unit.issuers.get("issuer")
        unit.put(Issuer(section.issuer.party()))
    if section.hand_over is not None:
        unit.ways.get("way")
        unit.put(section.hand_over.way())
    for body in section.tenants:
        unit.save(register(body.tenant(), unit.tenants.get(body.id), unit.now))
    for n, agreed in enumerate(section.contracts):
        try:
            _agree(agreed.contract(), unit)
        except Refused as refusal:
            raise Refused.many(((f"/contracts/{n}{at}", w) for at, w in refusal.faults), refusal.kind) from None
    return _vanished(section, unit)


def _agree(contract: Contract, unit: BillingUnit) -> None:
    account = unit.accounts.get(contract.tenant) or Account(contract.tenant)
    known = unit.contracts.get(contract.id)
    if known is not None and contract.last_day is None:
        contract = replace(contract, last_day=known.last_day)
    outcome = agree(contract, account, contracts_of(unit, contract.tenant), unit.now)
    if not outcome[1]:
        return
    unit.save(outcome)
    others = tuple(id for id in account.contracts if id != contract.id)
    unit.put(replace(account, contracts=(*others, contract.id)))


def _vanished(section: Section, unit: BillingUnit) -> list[str]:
    named = {contract.contract().id for contract in section.contracts}
    tenants = {tenant.id for tenant in section.tenants}
    gone = [f"tenant {tenant.id} is no longer named" for tenant in unit.tenants.where() if tenant.id not in tenants]
    gone += [
        f"contract {contract.id} is no longer named; it runs on until it is ended"
        for contract in unit.contracts.where()
        if contract.id not in named and contract.last_day is None
    ]
    return gone
