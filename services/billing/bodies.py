"""What billing is asked about tenants and runs, and the ids that stand in paths."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, Field

from libs.http import WHOLE, Amount, At, Body, Flag, Id, Period
from services.billing.domain.money import FRENCH_VAT_RATES
from services.billing.domain.tenant import Tenant, siret_fault
from services.billing.events import Address


def _siret(text: str) -> str:
    fault = siret_fault(text)
    if fault:
        raise ValueError(fault)
    return text


def _rate(percent: Decimal) -> Decimal:
    if percent not in FRENCH_VAT_RATES:
        raise ValueError(f"{percent} is no French VAT rate: {', '.join(map(str, FRENCH_VAT_RATES))}")
    return percent


Rate = Annotated[Amount, AfterValidator(_rate)]
"""A French VAT rate, percent."""

TenantId = Annotated[Id, Path(description="A tenant", examples=["ap-hp"])]

ContractId = Annotated[
    str,
    Path(
        pattern=r"^[a-z0-9][a-z0-9._-]{0,63}\.[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        description="A contract: `{tenant}.{first day}`", examples=["ap-hp.2026-03-01"],
    ),
]  # fmt: skip

RunId = Annotated[Id, Path(description="A run: `{month}.{n}`", examples=["2026-03.1"])]

Number = Annotated[
    str,
    Path(pattern="^[0-9]{4}-[0-9]{6}$", description="Number of an invoice or credit note", examples=["2026-000001"]),
]

Text = Annotated[str, Field(min_length=1, max_length=200)]


class AddressBody(Body):
    """A postal address."""

    line: Text
    postcode: Annotated[str, Field(min_length=1, max_length=16)]
    city: Text
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "FR"
    """ISO 3166-1 alpha-2."""


class RegisterTenant(Body):
    """A public body that hosts here."""

    id: Id
    name: Text
    siret: Annotated[str, Field(max_length=20, examples=["26750045200011"]), AfterValidator(_siret)]
    """Of its establishment: 14 digits whose check digits hold."""
    service_code: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """The payer's service, named on the invoice."""
    payment_days: Annotated[int, Field(ge=0, le=365), WHOLE]
    """From issue to due date."""
    address: AddressBody
    invoiced: Flag = True
    """False: a part of the City itself, whose usage is shown and not invoiced."""

    def tenant(self) -> Tenant:
        return Tenant(
            id=self.id,
            name=self.name,
            siret=self.siret,
            service_code=self.service_code,
            payment_days=self.payment_days,
            address=Address(**self.address.model_dump()),
            invoiced=self.invoiced,
        )


class End(Body):
    """The end of a tenant or a contract."""

    at: At | None = None
    """Its day in Paris is the last one; default now."""


class StartRun(Body):
    """A month to close."""

    period: Period
    """A month that is over."""
    tenants: tuple[Id, ...] | None = None
    """Whose; none: everybody's."""
    dry_run: Flag = False
    """Rate and draft, issue nothing."""
