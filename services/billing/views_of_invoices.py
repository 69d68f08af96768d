"""What an invoice answers. Money and quantities are decimal strings; `net` and the totals in EUR."""

from __future__ import annotations

from datetime import date
from typing import Literal

from libs.http import Amount, Answer
from services.billing.domain.credit_note import Credited
from services.billing.domain.dispute import Disputes
from services.billing.domain.invoice import Invoice
from services.billing.domain.line import Line
from services.billing.domain.money import Totals
from services.billing.domain.party import Party
from services.billing.domain.receivable import Receivable
from services.billing.views import AddressView


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
