"""What billing answers about tenants, their usage, and windows of the site."""

from __future__ import annotations

from datetime import date
from typing import Literal

from libs.http import Amount, Answer, At
from services.billing.domain.credit_window import ContractWindow
from services.billing.domain.item import Kind
from services.billing.domain.rating import RatedItem
from services.billing.domain.tenant import Tenant
from services.billing.events import Address


class AddressView(Answer):
    """A postal address."""

    line: str
    postcode: str
    city: str
    country: str
    """ISO 3166-1 alpha-2."""

    @classmethod
    def of(cls, address: Address) -> AddressView:
        return cls(line=address.line, postcode=address.postcode, city=address.city, country=address.country)


class TenantView(Answer):
    """A public body that hosts here."""

    id: str
    name: str
    siret: str
    service_code: str | None
    """The payer's service, named on the invoice."""
    payment_days: int
    """From issue to due date."""
    address: AddressView
    ended_on: date | None
    """Its last day."""
    invoiced: bool
    """False: a part of the City itself."""

    @classmethod
    def of(cls, tenant: Tenant) -> TenantView:
        return cls(
            id=tenant.id,
            name=tenant.name,
            siret=tenant.siret,
            service_code=tenant.service_code,
            payment_days=tenant.payment_days,
            address=AddressView.of(tenant.address),
            ended_on=tenant.ended_on,
            invoiced=tenant.invoiced,
        )


class UsageLine(Answer):
    """What was used of one item of a contract."""

    kind: str
    quantity: Amount
    unit: str
    complete: bool
    """All that the quantity is read from is closed."""
    label: str
    contract: str

    @classmethod
    def of(cls, item: RatedItem) -> UsageLine:
        return cls(
            kind=item.kind.value,
            quantity=item.metered,
            unit=item.unit,
            complete=item.complete,
            label=item.label,
            contract=item.contract,
        )


class UsageView(Answer):
    """What is metered, before what is included is taken off."""

    period: str
    lines: tuple[UsageLine, ...]


class CreditWindowView(Answer):
    """A time in which what stands of a contract was not fit for service: on fire, or without power."""

    contract: str
    tenant: str
    because: Literal["fire", "power"]
    zone: str | None
    """The fire zone; null: no power came to the whole site."""
    opened_at: At
    closed_at: At | None
    items: list[Kind]
    """What of the contract stood there; empty: it names nothing that stands anywhere known, and any zone counts."""

    @classmethod
    def of(cls, window: ContractWindow) -> CreditWindowView:
        return cls(
            contract=window.contract,
            tenant=window.tenant,
            because="power" if window.zone is None else "fire",
            zone=window.zone,
            opened_at=window.opened_at,
            closed_at=window.closed_at,
            items=list(window.kinds),
        )
