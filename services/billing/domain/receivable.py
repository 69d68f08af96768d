"""What a tenant owes of an invoice: its amount, less what was received and what was credited, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from libs.events import Outcome, Refused, Value, replace
from services.billing.domain.invoice import Invoice
from services.billing.domain.month import PARIS
from services.billing.events import PaymentReceived


class Payment(Value):
    """`reference`: of the payer's transfer, by which it is known again."""

    reference: str
    received_on: date
    amount: Decimal


class Credit(Value):
    """A credit note of the invoice."""

    number: str
    issued_on: date
    gross: Decimal


class Receivable(Value):
    """EUR with VAT. id: the invoice's number. `settled`: nothing is owed any more."""

    id: str
    tenant: str
    issued_on: date
    due_on: date
    gross: Decimal
    payments: tuple[Payment, ...] = ()
    credits: tuple[Credit, ...] = ()
    settled: bool = False

    @property
    def paid(self) -> Decimal:
        return sum((payment.amount for payment in self.payments), Decimal("0.00"))

    @property
    def credited(self) -> Decimal:
        return sum((credit.gross for credit in self.credits), Decimal("0.00"))

    @property
    def outstanding(self) -> Decimal:
        """Below 0: so much is to be paid back."""
        return self.gross - self.paid - self.credited

    def changes(self) -> Iterator[tuple[date, Decimal]]:
        """The days on which less is owed than before, and how much less."""
        yield from ((payment.received_on, payment.amount) for payment in self.payments)
        yield from ((credit.issued_on, credit.gross) for credit in self.credits)

    def credit(self, note: Invoice) -> Receivable:
        credits = (*self.credits, Credit(note.id, note.issued_on, note.totals.gross))
        return _settled(replace(self, credits=credits))


def receivable(invoice: Invoice) -> Receivable:
    gross = invoice.totals.gross
    return Receivable(invoice.id, invoice.tenant, invoice.issued_on, invoice.due_on, gross, settled=gross == 0)


def receive(known: Receivable, payment: Payment, at: datetime) -> Outcome[Receivable]:
    """A payment is entered; the same one again is no event.

    Raises Refused: invalid for a day to come or before the invoice, conflict for more than is owed or another
    payment of the same reference.
    """
    if payment in known.payments:
        return known, ()
    if any(other.reference == payment.reference for other in known.payments):
        raise Refused("conflict", f"another payment has the reference {payment.reference}", "/reference")
    faults = []
    if payment.received_on > at.astimezone(PARIS).date():
        faults.append(("/received_on", f"{payment.received_on} is still to come"))
    if payment.received_on < known.issued_on:
        faults.append(("/received_on", f"{known.id} was issued on {known.issued_on}"))
    if payment.amount <= 0 or payment.amount != round(payment.amount, 2):
        faults.append(("/amount", f"{payment.amount} is no amount of euros and cents above 0"))
    if faults:
        raise Refused.many(faults)
    if payment.amount > known.outstanding:
        raise Refused("conflict", f"{known.outstanding} EUR are owed of {known.id}, not {payment.amount}", "/amount")
    now = _settled(replace(known, payments=(*known.payments, payment)))
    return now, (
        PaymentReceived(
            time=at,
            number=known.id,
            tenant=known.tenant,
            reference=payment.reference,
            received_on=payment.received_on,
            amount=payment.amount,
            outstanding=now.outstanding,
        ),
    )


def _settled(known: Receivable) -> Receivable:
    return replace(known, settled=known.outstanding <= 0)
