"""What billing is asked: the bodies of its commands, and its part of the site file is made of the same."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool

from libs.http import Amount, At, Body, Count, Id
from services.billing.domain.contract import Contract, contract_id
from services.billing.domain.item import Item, Kind
from services.billing.domain.money import FRENCH_VAT_RATES
from services.billing.domain.tenant import Tenant, siret_fault
from services.billing.events import Address


def _siret(text: str) -> str:
    fault = siret_fault(text)
    if fault:
        raise ValueError(fault)
    return text


def _day(value: Any) -> Any:
    if (isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)) or type(value) is date:
        return value
    raise ValueError("a day is text such as 2026-01-31")


def _rate(percent: Decimal) -> Decimal:
    if percent not in FRENCH_VAT_RATES:
        raise ValueError(f"{percent} is no French VAT rate: {', '.join(map(str, FRENCH_VAT_RATES))}")
    return percent


Rate = Annotated[Amount, AfterValidator(_rate)]
"""A French VAT rate, percent."""

NotNegative = Annotated[Amount, Field(ge=0)]

Day = Annotated[date, BeforeValidator(_day)]
"""A calendar day in Paris."""

Text = Annotated[str, Field(min_length=1, max_length=200)]


class AddressBody(Body):
    """A postal address; `country`: ISO 3166-1 alpha-2."""

    line: Text
    postcode: Annotated[str, Field(min_length=1, max_length=16)]
    city: Text
    country: Annotated[str, Field(pattern="[A-Z]{2}", max_length=2)] = "FR"


class RegisterTenant(Body):
    """A public body that hosts here. `payment_days`: from issue to due date."""

    id: Id
    name: Text
    siret: Annotated[str, AfterValidator(_siret)]
    service_code: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    payment_days: Annotated[Count, Field(ge=0, le=365)]
    address: AddressBody

    def tenant(self) -> Tenant:
        address = Address(**self.address.model_dump())
        return Tenant(self.id, self.name, self.siret, self.service_code, self.payment_days, address)


class ItemBody(Body):
    """One priced item. `unit_price`: EUR; `vat`: percent; `included`: free units of a whole month.

    Needed: `sources` by energy, heat_credit and overage_power; `committed_kw` by committed_power and
    overage_power; `racks` by rack. An overage_power takes what it does not name from the contract's
    committed_power.
    """

    kind: Kind
    label: Text
    unit: Annotated[str, Field(min_length=1, max_length=32)]
    unit_price: NotNegative
    vat: Rate
    included: NotNegative | None = None
    committed_kw: NotNegative | None = None
    sources: tuple[Id, ...] = ()
    racks: tuple[Id, ...] = ()

    def item(self) -> Item:
        return Item(
            kind=self.kind,
            label=self.label,
            unit=self.unit,
            unit_price=self.unit_price,
            vat=self.vat,
            included=self.included,
            committed_kw=self.committed_kw,
            sources=self.sources,
            racks=self.racks,
        )


class AgreeContract(Body):
    """Covers the days `from` to `until` in Paris, both included; no `until`: until it is ended.

    `engagement`: the payer's engagement number, named on the invoice.
    """

    tenant: Id
    from_: Annotated[Day, Field(alias="from")]
    until: Day | None = None
    engagement: Annotated[str, Field(min_length=1, max_length=50)]
    items: Annotated[tuple[ItemBody, ...], Field(min_length=1, max_length=200)]

    def contract(self) -> Contract:
        return Contract(
            id=contract_id(self.tenant, self.from_),
            tenant=self.tenant,
            first_day=self.from_,
            last_day=self.until,
            engagement=self.engagement,
            items=tuple(item.item() for item in self.items),
        )


class End(Body):
    """The day of `at` in Paris is the last one."""

    at: At | None = None


class StartRun(Body):
    """`period`: a month that is over; no `tenants`: all; `dry_run`: rate and draft, issue nothing."""

    period: Annotated[str, Field(max_length=7)]
    tenants: tuple[Id, ...] | None = None
    dry_run: StrictBool = False


class CreditInFull(Body):
    """`why` is printed on the credit note."""

    why: Text
