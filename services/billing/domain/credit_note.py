"""Credit notes: what takes an issued invoice back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from libs.events import Outcome, Refused
from services.billing.domain.invoice import CREDIT_NOTE, Invoice
from services.billing.domain.month import PARIS
from services.billing.events import CreditNoteIssued


@dataclass(frozen=True, slots=True)
class Credited:
    """That an invoice is cancelled, and by which credit note. id: the invoice's number."""

    id: str
    credit_note: str


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
        cancels_issued_on=invoice.issued_on,
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
