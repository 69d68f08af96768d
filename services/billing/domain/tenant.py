"""A tenant: the public body that is billed."""

from __future__ import annotations

from datetime import date, datetime

from stdnum.exceptions import ValidationError
from stdnum.fr import siret as siret_number

from libs.events import Outcome, Refused, Value, replace
from services.billing.domain.month import PARIS
from services.billing.events import Address, TenantEnded, TenantRegistered


class Tenant(Value):
    """`payment_days`: from issue to due date (AP-HP 50, Eau de Paris 30).

    `ended_on`: last day as a tenant.
    """

    id: str
    name: str
    siret: str
    service_code: str | None
    payment_days: int
    address: Address
    ended_on: date | None = None
    invoiced: bool = True
    """False: a part of the City itself, whose usage is shown and not invoiced."""


def siret_fault(siret: str) -> str | None:
    """Why this is no SIRET (14 digits, check digit over the SIREN and over the whole), or None."""
    try:
        siret_number.validate(siret)
    except ValidationError as fault:
        return f"{siret!r} is no SIRET: {str(fault).rstrip('.').lower()}"
    return None


def register(tenant: Tenant, known: Tenant | None, at: datetime) -> Outcome[Tenant]:
    """A tenant enters, or what is known of it changes; a tenant registered again unchanged is no event.

    Raises Refused (invalid) for a SIRET whose check digits do not hold.
    """
    fault = siret_fault(tenant.siret)
    if fault:
        raise Refused("invalid", fault, "/siret")
    tenant = replace(tenant, siret=siret_number.compact(tenant.siret))
    if known is not None:
        tenant = replace(tenant, ended_on=known.ended_on)
    if tenant == known:
        return tenant, ()
    return tenant, (
        TenantRegistered(
            time=at,
            tenant=tenant.id,
            name=tenant.name,
            siret=tenant.siret,
            service_code=tenant.service_code,
            payment_days=tenant.payment_days,
            address=tenant.address,
            invoiced=tenant.invoiced,
        ),
    )


def end_tenant(tenant: Tenant, last_contract_day: date | None, open_contract: bool, at: datetime) -> Outcome[Tenant]:
    """The tenant leaves at the end of that day in Paris.

    Raises Refused (conflict) while a contract runs on.
    """
    day = at.astimezone(PARIS).date()
    if tenant.ended_on is not None:
        return tenant, ()
    if open_contract or (last_contract_day is not None and last_contract_day > day):
        raise Refused("conflict", f"a contract of {tenant.id} runs beyond {day}: end it first")
    return replace(tenant, ended_on=day), (TenantEnded(time=at, tenant=tenant.id, on=day),)
