"""What billing answers. Money and quantities are decimal strings; `net` and the totals in EUR."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from libs.http import Amount, Answer, At
from services.billing.domain.contract import Contract
from services.billing.domain.credit_window import ServiceCreditWindow
from services.billing.domain.invoice import Draft, Invoice, Line, Party
from services.billing.domain.item import Item
from services.billing.domain.ledger import Payback
from services.billing.domain.money import Totals
from services.billing.domain.rating import RatedItem
from services.billing.domain.run import Run
from services.billing.domain.tenant import Tenant
from services.billing.events import Address


class AddressView(Answer):
    line: str
    postcode: str
    city: str
    country: str

    @classmethod
    def of(cls, address: Address) -> AddressView:
        return cls(line=address.line, postcode=address.postcode, city=address.city, country=address.country)


class TenantView(Answer):
    id: str
    name: str
    siret: str
    service_code: str | None
    payment_days: int
    address: AddressView
    ended_on: date | None

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
        )


class ItemView(Answer):
    kind: str
    label: str
    unit: str
    unit_price: Amount
    vat: Amount
    included: Amount | None
    committed_kw: Amount | None
    sources: tuple[str, ...]
    racks: tuple[str, ...]

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
        )


class ContractView(Answer):
    """Days `from` to `until`, both covered."""

    id: str
    tenant: str
    from_: Annotated[date, Field(alias="from")]
    until: date | None
    engagement: str
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
    """`complete`: all that this quantity is read from is closed."""

    kind: str
    quantity: Amount
    unit: str
    complete: bool
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
    n: int
    kind: str
    label: str
    quantity: Amount
    unit: str
    unit_price: Amount
    net: Amount
    vat_rate: Amount
    period: str

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
    rate: Amount
    base: Amount
    amount: Amount

    @classmethod
    def all_of(cls, totals: Totals) -> tuple[VatView, ...]:
        return tuple(cls(rate=vat.rate, base=vat.base, amount=vat.amount) for vat in totals.vat)


class PartyView(Answer):
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
    """`status`: issued, or credited (`credited_by`); a credit note names what it `cancels` and `why`."""

    number: str
    type: str
    tenant: str
    period: str
    issued_on: date
    due_on: date
    seller: PartyView
    buyer: PartyView
    engagements: tuple[str, ...]
    lines: tuple[LineView, ...]
    vat: tuple[VatView, ...]
    net_total: Amount
    vat_total: Amount
    gross_total: Amount
    currency: str
    status: str
    cancels: str | None
    why: str | None
    credited_by: str | None

    @classmethod
    def of(cls, invoice: Invoice, credited_by: str | None) -> InvoiceView:
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
            status="credited" if credited_by else "issued",
            cancels=invoice.cancels,
            why=invoice.why,
            credited_by=credited_by,
        )


class DraftView(Answer):
    """What a run would bill: no number, no date."""

    tenant: str
    period: str
    engagements: tuple[str, ...]
    lines: tuple[LineView, ...]
    vat: tuple[VatView, ...]
    net_total: Amount
    vat_total: Amount
    gross_total: Amount
    currency: str = "EUR"

    @classmethod
    def of(cls, draft: Draft) -> DraftView:
        return cls(
            tenant=draft.tenant.id,
            period=draft.period,
            engagements=draft.engagements,
            lines=tuple(LineView.of(line) for line in draft.lines),
            vat=VatView.all_of(draft.totals),
            net_total=draft.totals.net,
            vat_total=draft.totals.vat_total,
            gross_total=draft.totals.gross,
        )


class SkippedView(Answer):
    tenant: str
    why: str


class RunView(Answer):
    """`invoices`: all that the run names; `issued`: those that it issued itself; `previews`: of a dry run."""

    id: str
    period: str
    at: At
    invoices: tuple[str, ...]
    issued: tuple[str, ...]
    skipped: tuple[SkippedView, ...]
    previews: tuple[DraftView, ...] = ()

    @classmethod
    def of(cls, run: Run, previews: tuple[DraftView, ...] = ()) -> RunView:
        return cls(
            id=run.id,
            period=run.period,
            at=run.at,
            invoices=run.invoices,
            issued=run.issued,
            skipped=tuple(SkippedView(tenant=s.tenant, why=s.why) for s in run.skipped),
            previews=previews,
        )


class CreditWindowView(Answer):
    zone: str
    opened_at: At
    closed_at: At | None

    @classmethod
    def of(cls, window: ServiceCreditWindow) -> CreditWindowView:
        return cls(zone=window.zone, opened_at=window.opened_at, closed_at=window.closed_at)


class PaybackView(Answer):
    """EUR. `share`: of the cost, paid back by now; `planned_share`: by now at an even pace over the years."""

    as_of: At
    cost: Amount
    years: int
    invoiced: Amount
    credited: Amount
    net: Amount
    remaining: Amount
    share: float
    planned_share: float

    @classmethod
    def of(cls, payback: Payback, as_of: datetime) -> PaybackView:
        return cls(
            as_of=as_of,
            cost=payback.cost,
            years=payback.years,
            invoiced=payback.invoiced,
            credited=payback.credited,
            net=payback.net,
            remaining=payback.remaining,
            share=payback.share,
            planned_share=payback.planned_share,
        )
