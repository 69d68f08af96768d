"""What billing answers. Money and quantities are decimal strings; `net` and the totals in EUR."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from libs.http import Amount, Answer, At
from services.billing.domain.contract import Contract
from services.billing.domain.credit_note import Credited
from services.billing.domain.credit_window import ContractWindow
from services.billing.domain.dispute import Disputes
from services.billing.domain.invoice import Invoice
from services.billing.domain.item import Item, Kind
from services.billing.domain.line import Line
from services.billing.domain.money import Totals
from services.billing.domain.party import Party
from services.billing.domain.price import Every, Revision
from services.billing.domain.rating import RatedItem
from services.billing.domain.receivable import Receivable
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


class RevisionView(Answer):
    """How a price follows an index: P = P0 (a + b I / I0)."""

    a: Amount
    b: Amount
    index: str
    base_on: date
    every: Every

    @classmethod
    def of(cls, revision: Revision) -> RevisionView:
        return cls(a=revision.a, b=revision.b, index=revision.index, base_on=revision.base_on, every=revision.every)


class ItemView(Answer):
    """One priced item."""

    kind: str
    label: str
    unit: str
    unit_price: Amount
    """EUR, without VAT."""
    vat: Amount
    """Percent."""
    included: Amount | None
    """Free units of a whole month."""
    committed_kw: Amount | None
    sources: tuple[str, ...]
    racks: tuple[str, ...]
    vat_reason: str | None
    """Why the rate is 0."""
    revision: RevisionView | None

    @classmethod
    def of(cls, item: Item) -> ItemView:
        return cls(
            kind=item.kind.value,
            label=item.label,
            unit=item.unit,
            unit_price=item.unit_price,
            vat=item.vat,
            included=item.included,
            committed_kw=item.committed_kw,
            sources=item.sources,
            racks=item.racks,
            vat_reason=item.vat_reason,
            revision=RevisionView.of(item.revision) if item.revision else None,
        )


class ContractView(Answer):
    """What a tenant pays for."""

    id: str
    tenant: str
    from_: Annotated[date, Field(alias="from")]
    """The first day that it covers."""
    until: date | None
    """The last one."""
    engagement: str
    """The payer's engagement number."""
    items: tuple[ItemView, ...]

    @classmethod
    def of(cls, contract: Contract) -> ContractView:
        return cls(
            id=contract.id,
            tenant=contract.tenant,
            from_=contract.first_day,
            until=contract.last_day,
            engagement=contract.engagement,
            items=tuple(ItemView.of(item) for item in contract.items),
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


class LineView(Answer):
    """A line of an invoice."""

    n: int
    """Its number, from 1."""
    kind: str
    label: str
    quantity: Amount
    unit: str
    unit_price: Amount
    """EUR, without VAT."""
    net: Amount
    """EUR: half-up(quantity × unit_price, 2)."""
    vat_rate: Amount
    """Percent."""
    period: str
    """The month in which it was used."""

    @classmethod
    def of(cls, line: Line) -> LineView:
        return cls(
            n=line.n,
            kind=line.kind,
            label=line.label,
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            net=line.net,
            vat_rate=line.vat_rate,
            period=line.period,
        )


class VatView(Answer):
    """VAT of one rate."""

    rate: Amount
    """Percent."""
    base: Amount
    """EUR: Σ net of the rate."""
    amount: Amount
    """EUR: half-up(base × rate, 2)."""

    @classmethod
    def all_of(cls, totals: Totals) -> tuple[VatView, ...]:
        return tuple(cls(rate=vat.rate, base=vat.base, amount=vat.amount) for vat in totals.vat)


class PartyView(Answer):
    """Who sells or buys, as printed."""

    name: str
    siret: str
    vat_number: str | None
    service_code: str | None
    address: AddressView

    @classmethod
    def of(cls, party: Party) -> PartyView:
        return cls(
            name=party.name,
            siret=party.siret,
            vat_number=party.vat_number,
            service_code=party.service_code,
            address=AddressView.of(party.address),
        )


class InvoiceView(Answer):
    """An invoice, or a credit note with positive amounts."""

    number: str
    """Chronological in its year, without gaps."""
    type: Literal["380", "381"]
    """380: invoice; 381: credit note."""
    tenant: str
    period: str
    """The month that is invoiced."""
    issued_on: date
    due_on: date
    seller: PartyView
    buyer: PartyView
    engagements: tuple[str, ...]
    lines: tuple[LineView, ...]
    vat: tuple[VatView, ...]
    net_total: Amount
    """EUR, without VAT."""
    vat_total: Amount
    """EUR"""
    gross_total: Amount
    """EUR: net + VAT."""
    currency: str
    status: Literal["issued", "partly_credited", "paid", "credited"]
    cancels: str | None
    """Number of the invoice that a credit note cancels."""
    why: str | None
    """Why it cancels it."""
    credited_by: str | None
    """Number of the credit note after which nothing is left of it."""
    credit_notes: tuple[str, ...]
    """Numbers of all its credit notes."""
    disputed_lines: tuple[int, ...]
    """Lines that the tenant disputes, and that wait for an answer."""

    @classmethod
    def of(
        cls, invoice: Invoice, credited: Credited | None, owed: Receivable | None, disputes: Disputes | None
    ) -> InvoiceView:
        return cls(
            number=invoice.id,
            type=invoice.type,
            tenant=invoice.tenant,
            period=invoice.period,
            issued_on=invoice.issued_on,
            due_on=invoice.due_on,
            seller=PartyView.of(invoice.seller),
            buyer=PartyView.of(invoice.buyer),
            engagements=invoice.engagements,
            lines=tuple(LineView.of(line) for line in invoice.lines),
            vat=VatView.all_of(invoice.totals),
            net_total=invoice.totals.net,
            vat_total=invoice.totals.vat_total,
            gross_total=invoice.totals.gross,
            currency=invoice.currency,
            status=_status(credited, owed),
            cancels=invoice.cancels,
            why=invoice.why,
            credited_by=credited.credit_note if credited and credited.full else None,
            credit_notes=credited.notes if credited else (),
            disputed_lines=disputes.open_lines if disputes else (),
        )


def _status(credited: Credited | None, owed: Receivable | None) -> str:
    if credited is not None and credited.full:
        return "credited"
    if owed is not None and owed.settled:
        return "paid"
    return "partly_credited" if credited else "issued"


class CreditWindowView(Answer):
    """A time in which a zone that holds something of a contract was not fit for service."""

    contract: str
    tenant: str
    zone: str
    """The fire zone."""
    opened_at: At
    closed_at: At | None
    items: list[Kind]
    """What of the contract stood there; empty: it names nothing that stands anywhere known, and any zone counts."""

    @classmethod
    def of(cls, window: ContractWindow) -> CreditWindowView:
        return cls(
            contract=window.contract,
            tenant=window.tenant,
            zone=window.zone,
            opened_at=window.opened_at,
            closed_at=window.closed_at,
            items=list(window.kinds),
        )
