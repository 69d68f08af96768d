"""Invoices and credit notes: drafted, issued once, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from libs.events import Outcome, Refused
from services.billing.domain.demand import Peak
from services.billing.domain.energy import Registers
from services.billing.domain.money import Totals, line_net
from services.billing.domain.month import PARIS
from services.billing.domain.rating import RatedItem
from services.billing.domain.tenant import Tenant
from services.billing.events import Address, CreditNoteIssued, InvoiceIssued

INVOICE, CREDIT_NOTE = "380", "381"
"""UNTDID 1001 document types."""


@dataclass(frozen=True, slots=True)
class Party:
    """Seller or buyer as the document names it."""

    name: str
    siret: str
    address: Address
    vat_number: str | None = None
    service_code: str | None = None


SELLER = Party(
    "Ville de Paris",
    "21750001600019",
    Address("Place de l'Hôtel de Ville", "75004", "Paris", "FR"),
    vat_number="FR72217500016",
)
"""Source of the numbers: domain.md, Billing [R]; the address is that of the town hall [K]."""


@dataclass(frozen=True, slots=True)
class Line:
    """`net` = half-up(quantity x unit_price, 2). `kind` is that of the item, or `adjustment`.

    `period` is the month that it belongs to. quantity = (metered - included, negated for a heat credit) -
    `billed_before`, which is 0 but for an adjustment. `registers` and `peak`: what it was read from at issue.
    """

    n: int
    kind: str
    label: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net: Decimal
    vat_rate: Decimal
    period: str
    contract: str
    item: int
    item_kind: str
    first_day: date
    last_day: date
    metered: Decimal
    included: Decimal
    billed_before: Decimal
    registers: tuple[Registers, ...] = ()
    peak: Peak | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """An issued document, type 380 or 381 (then with what it `cancels` and `why`, and positive amounts)."""

    id: str
    type: str
    tenant: str
    period: str
    issued_on: date
    due_on: date
    seller: Party
    buyer: Party
    engagements: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: Totals
    currency: str = "EUR"
    cancels: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An invoice without a number: what a run would issue."""

    tenant: Tenant
    period: str
    engagements: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: Totals

    @property
    def why_not(self) -> str | None:
        """Why no invoice is issued of it, or None. A 380 is never negative (EN 16931)."""
        if all(line.quantity == 0 for line in self.lines):
            return "nothing used and nothing fixed: nothing to bill"
        if self.totals.gross < 0:
            return f"credits exceed what is owed by {-self.totals.gross} EUR"
        return None


@dataclass(frozen=True, slots=True)
class Credited:
    """That an invoice is cancelled, and by which credit note. id: the invoice's number."""

    id: str
    credit_note: str


def draft(
    tenant: Tenant,
    period: str,
    engagements: Sequence[str],
    items: Iterable[RatedItem],
    late: Iterable[tuple[str, RatedItem, Decimal]] = (),
) -> Draft:
    """The lines of a month's items, then those of `late` usage: its month, the item, what is not billed."""
    lines = [_line(n, period, item, item.quantity) for n, item in enumerate(items, start=1)]
    for month, item, quantity in late:
        lines.append(_line(len(lines) + 1, month, item, quantity, adjustment=True))
    totals = Totals.of((line.net, line.vat_rate) for line in lines)
    return Draft(tenant, period, tuple(dict.fromkeys(engagements)), tuple(lines), totals)


def issue(draft: Draft, number: str, at: datetime) -> Outcome[Invoice]:
    """The draft becomes the invoice of this number, on the day that it is in Paris."""
    issued_on = at.astimezone(PARIS).date()
    tenant, totals = draft.tenant, draft.totals
    invoice = Invoice(
        id=number,
        type=INVOICE,
        tenant=tenant.id,
        period=draft.period,
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=tenant.payment_days),
        seller=SELLER,
        buyer=Party(tenant.name, tenant.siret, tenant.address, service_code=tenant.service_code),
        engagements=draft.engagements,
        lines=draft.lines,
        totals=totals,
    )
    return invoice, (
        InvoiceIssued(
            time=at,
            number=number,
            tenant=invoice.tenant,
            period=invoice.period,
            issued_on=invoice.issued_on,
            due_on=invoice.due_on,
            net_total=totals.net,
            vat_total=totals.vat_total,
            gross_total=totals.gross,
            currency=invoice.currency,
        ),
    )


def credit(invoice: Invoice, number: str, why: str, at: datetime) -> Outcome[Invoice]:
    """A credit note over the whole invoice: the same lines and the same positive amounts, type 381.

    Raises Refused (conflict) for a credit note of a credit note.
    """
    if invoice.type == CREDIT_NOTE:
        raise Refused("conflict", f"{invoice.id} is a credit note: it cannot be credited")
    issued_on = at.astimezone(PARIS).date()
    note = Invoice(
        id=number,
        type=CREDIT_NOTE,
        tenant=invoice.tenant,
        period=invoice.period,
        issued_on=issued_on,
        due_on=issued_on,
        seller=invoice.seller,
        buyer=invoice.buyer,
        engagements=invoice.engagements,
        lines=invoice.lines,
        totals=invoice.totals,
        currency=invoice.currency,
        cancels=invoice.id,
        why=why,
    )
    return note, (
        CreditNoteIssued(
            time=at,
            number=number,
            cancels=invoice.id,
            tenant=note.tenant,
            period=note.period,
            why=why,
            issued_on=issued_on,
            net_total=note.totals.net,
            vat_total=note.totals.vat_total,
            gross_total=note.totals.gross,
            currency=note.currency,
        ),
    )


def _line(n: int, period: str, item: RatedItem, quantity: Decimal, adjustment: bool = False) -> Line:
    return Line(
        n=n,
        kind="adjustment" if adjustment else item.kind.value,
        label=f"Régularisation {period} : {item.label}" if adjustment else item.label,
        quantity=quantity,
        unit=item.unit,
        unit_price=item.unit_price,
        net=line_net(quantity, item.unit_price),
        vat_rate=item.vat,
        period=period,
        contract=item.contract,
        item=item.item,
        item_kind=item.kind.value,
        first_day=item.first_day,
        last_day=item.last_day,
        metered=item.metered,
        included=item.included,
        billed_before=item.quantity - quantity,
        registers=item.registers,
        peak=item.peak,
    )
