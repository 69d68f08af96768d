"""The accounting entries of a month: what was issued, credited and received, each document in balance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from libs.events import Value
from services.billing.domain.invoice import CREDIT_NOTE, Invoice
from services.billing.domain.month import Month
from services.billing.domain.receivable import Receivable

TENANTS, SERVICES, VAT, TREASURY = "4111", "706", "44571", "515"
"""Debtors, services rendered, VAT collected, account at the Treasury (M57) [K]."""
SALES, RECEIPTS = "VT", "BQ"
"""Journals."""
ZERO = Decimal("0.00")


class Entry(Value):
    """EUR; one of `debit` and `credit` is 0."""

    on: date
    journal: str
    document: str
    account: str
    tenant: str
    label: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO


def entries(month: Month, invoices: Iterable[Invoice], receivables: Iterable[Receivable]) -> list[Entry]:
    """Of documents issued and money received in the month, by day and document."""
    issued = (entry for i in invoices if Month.at(i.issued_on) == month for entry in _of_document(i))
    received = (
        entry
        for one in receivables
        for payment in one.payments
        if Month.at(payment.received_on) == month
        for entry in _of_payment(one, payment.received_on, payment.reference, payment.amount)
    )
    return sorted((*issued, *received), key=lambda entry: (entry.on, entry.document, entry.journal, entry.account))


def _of_document(invoice: Invoice) -> Iterator[Entry]:
    credited = invoice.type == CREDIT_NOTE
    label = f"Avoir sur {invoice.cancels}" if credited else f"Facture {invoice.id}"

    def entry(account: str, amount: Decimal, what: str, debit: bool) -> Entry:
        """A negative amount changes sides; a credit note turns all round."""
        sides = {"debit": abs(amount)} if debit ^ (amount < 0) ^ credited else {"credit": abs(amount)}
        return Entry(invoice.issued_on, SALES, invoice.id, account, invoice.tenant, f"{label}{what}", **sides)

    yield entry(TENANTS, invoice.totals.gross, "", True)
    for vat in invoice.totals.vat:
        yield entry(SERVICES, vat.base, f", TVA {vat.rate} %", False)
        if vat.amount:
            yield entry(VAT, vat.amount, f", TVA {vat.rate} %", False)


def _of_payment(owed: Receivable, on: date, reference: str, amount: Decimal) -> Iterator[Entry]:
    yield Entry(on, RECEIPTS, owed.id, TREASURY, owed.tenant, f"Virement {reference}", debit=amount)
    yield Entry(on, RECEIPTS, owed.id, TENANTS, owed.tenant, f"Virement {reference}", credit=amount)
