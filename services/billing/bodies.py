"""What billing is asked: the bodies of its commands, and its part of the site file is made of the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, Field, model_validator

from libs.http import WHOLE, Amount, At, Body, Day, Flag, Id, NotNegative, Period
from services.billing.domain.contract import Contract, contract_id
from services.billing.domain.credit_note import Part
from services.billing.domain.index import Index
from services.billing.domain.item import Item, Kind
from services.billing.domain.money import FRENCH_VAT_RATES
from services.billing.domain.party import Party
from services.billing.domain.price import Every, Revision
from services.billing.domain.receivable import Payment
from services.billing.domain.tenant import Tenant, siret_fault
from services.billing.domain.way import Way
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


class IssuerBody(Body):
    """Who issues the invoices."""

    name: Text
    siret: Annotated[str, Field(max_length=20), AfterValidator(_siret)]
    vat_number: Annotated[str, Field(max_length=20)] | None = None
    iban: Annotated[str, Field(max_length=34)] | None = None
    """Where it is paid; printed on each invoice."""
    address: AddressBody

    def party(self) -> Party:
        return Party(
            name=self.name,
            siret=self.siret,
            address=Address(**self.address.model_dump()),
            vat_number=self.vat_number,
            iban=self.iban,
        )


class HandOverBody(Body):
    """Where issued documents go: a folder, or a gateway to the public portal."""

    folder: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """That the finance system reads; relative to the folder of the platform's data."""
    url: Annotated[str, Field(pattern="^https?://", max_length=200)] | None = None
    token_file: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """Holds the token that the gateway knows."""
    every_seconds: Annotated[float, Field(ge=0.1, le=86_400)] = 60.0
    """How often it is asked what became of a document, machine time."""

    @model_validator(mode="after")
    def one_of_both(self) -> HandOverBody:
        if (self.folder is None) == (self.url is None):
            raise ValueError("a folder or a url, one of both")
        return self

    def way(self) -> Way:
        return Way(self.folder or "", self.url or "", self.token_file or "", self.every_seconds)


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


class RevisionBody(Body):
    """How a price follows an index: P = P0 (a + b I / I0)."""

    a: NotNegative
    """The part that stays; a + b = 1."""
    b: NotNegative
    """The part that follows the index."""
    index: Id
    """Its name, as its figures are entered."""
    base_on: Day
    """I0 is the index in force on this day."""
    every: Every = Every.YEAR
    """Revised on each first of January after the contract's first day, or on each first of a month."""

    def revision(self) -> Revision:
        return Revision(self.a, self.b, self.index, self.base_on, self.every)


class ItemBody(Body):
    """One priced item.

    Needed: `sources` by energy, heat_credit, overage_power and percentile_power; `committed_kw` by committed_power and
    overage_power; `racks` by rack. An overage_power takes what it does not name from the contract's
    committed_power.
    """

    kind: Kind
    label: Text
    """As printed on the invoice."""
    unit: Annotated[str, Field(min_length=1, max_length=32)]
    unit_price: NotNegative
    """EUR, without VAT."""
    vat: Rate
    """Percent."""
    included: NotNegative | None = None
    """Free units of a whole month."""
    committed_kw: NotNegative | None = None
    sources: tuple[Id, ...] = ()
    """The meters that are read."""
    racks: tuple[Id, ...] = ()
    """The racks that are held."""
    vat_reason: Text | None = None
    """Why the rate is 0, as the law has it named on the invoice."""
    revision: RevisionBody | None = None
    """How `unit_price` follows an index."""

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
            vat_reason=self.vat_reason,
            revision=self.revision.revision() if self.revision else None,
        )


class AgreeContract(Body):
    """What a tenant pays for."""

    tenant: Id
    from_: Annotated[Day, Field(alias="from")]
    """The first day in Paris that it covers."""
    until: Day | None = None
    """The last one; none: until it is ended."""
    engagement: Annotated[str, Field(min_length=1, max_length=50)]
    """The payer's engagement number, named on the invoice."""
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


class PartOfLine(Body):
    """So much of a line."""

    n: Annotated[int, Field(ge=1, le=100_000), WHOLE]
    """The number of the line."""
    net: Amount
    """EUR, without VAT, with the line's own sign."""

    def part(self) -> Part:
        return Part(self.n, self.net)


class CreditInvoice(Body):
    """An invoice to take back, in full or in part."""

    why: Text
    """Printed on the credit note."""
    lines: Annotated[tuple[PartOfLine, ...], Field(min_length=1, max_length=200)] | None = None
    """Which parts; none: all that is left."""
    waived: Flag = False
    """True: no later invoice bills it again. Else what is still owed of it comes as adjustments."""

    @property
    def parts(self) -> tuple[Part, ...] | None:
        return None if self.lines is None else tuple(line.part() for line in self.lines)


class EnterPayment(Body):
    """Money that came for an invoice."""

    reference: Annotated[str, Field(min_length=1, max_length=64)]
    """Of the payer's transfer: the same one again is not entered twice."""
    received_on: Day
    amount: NotNegative
    """EUR, with VAT."""

    def payment(self) -> Payment:
        return Payment(self.reference, self.received_on, self.amount)


class EnterIndex(Body):
    """A dated figure, such as `ecb-main` in percent, or a price index."""

    name: Id
    on: Day
    """In force from this day until the next one."""
    value: NotNegative
    source: Text
    """Where it was read."""

    def index(self) -> Index:
        return Index.of(self.name, self.on, self.value, self.source)


class DisputeLine(Body):
    """A line that a tenant disputes."""

    line: Annotated[int, Field(ge=1, le=100_000), WHOLE]
    why: Annotated[str, Field(min_length=1, max_length=2_000)]
    by: Text
    """Who disputes it, as they name themselves."""


class AnswerDispute(Body):
    """The City's answer, in writing."""

    answer: Annotated[str, Field(min_length=1, max_length=4_000)]
    by: Text
