"""What is owed, what came in, and what being late costs; EUR with VAT."""

from __future__ import annotations

from datetime import date

from libs.http import Amount, Answer
from services.billing.domain.index import Index
from services.billing.domain.interest import DAYS_OF_YEAR, Late
from services.billing.domain.receivable import Credit, Payment, Receivable


class PaymentView(Answer):
    """Money that came."""

    reference: str
    received_on: date
    amount: Amount

    @classmethod
    def of(cls, payment: Payment) -> PaymentView:
        return cls(reference=payment.reference, received_on=payment.received_on, amount=payment.amount)


class CreditView(Answer):
    """A credit note of the invoice."""

    number: str
    issued_on: date
    gross: Amount

    @classmethod
    def of(cls, credit: Credit) -> CreditView:
        return cls(number=credit.number, issued_on=credit.issued_on, gross=credit.gross)


class LateView(Answer):
    """What being late costs, up to and with the day asked for."""

    days: int
    """On which something was owed after the due date."""
    rate_of: date
    """The first day of the half-year in which the delay began: its rate counts."""
    rate: Amount | None
    """Percent a year: that of the Central Bank + 8 points; null: none is entered for that day."""
    day_count: str = f"actual/{DAYS_OF_YEAR}"
    interest: Amount | None
    flat: Amount
    """For its recovery, once an invoice."""

    @classmethod
    def of(cls, late: Late) -> LateView:
        return cls(days=late.days, rate_of=late.rate_of, rate=late.rate, interest=late.interest, flat=late.flat)


class ReceivableView(Answer):
    """What a tenant owes of an invoice."""

    number: str
    tenant: str
    issued_on: date
    due_on: date
    gross: Amount
    paid: Amount
    credited: Amount
    outstanding: Amount
    """Below 0: so much is to be paid back."""
    settled: bool
    payments: tuple[PaymentView, ...]
    credits: tuple[CreditView, ...]
    as_of: date
    late: LateView | None

    @classmethod
    def of(cls, receivable: Receivable, as_of: date, late: Late | None) -> ReceivableView:
        return cls(
            number=receivable.id,
            tenant=receivable.tenant,
            issued_on=receivable.issued_on,
            due_on=receivable.due_on,
            gross=receivable.gross,
            paid=receivable.paid,
            credited=receivable.credited,
            outstanding=receivable.outstanding,
            settled=receivable.settled,
            payments=tuple(PaymentView.of(payment) for payment in receivable.payments),
            credits=tuple(CreditView.of(credit) for credit in receivable.credits),
            as_of=as_of,
            late=LateView.of(late) if late else None,
        )


class IndexView(Answer):
    """A dated figure that a person entered."""

    id: str
    name: str
    on: date
    value: Amount
    source: str

    @classmethod
    def of(cls, index: Index) -> IndexView:
        return cls(id=index.id, name=index.name, on=index.on, value=index.value, source=index.source)
