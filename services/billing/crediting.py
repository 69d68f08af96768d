"""Crediting an invoice in full: a credit note with the next number; what it bills is open again."""

from __future__ import annotations

from decimal import Decimal

from libs.events import Refused
from services.billing.closing import Check
from services.billing.domain.credit_note import Credited, credit
from services.billing.domain.invoice import Invoice
from services.billing.domain.ledger import Ledger, provisional, year_of
from services.billing.domain.original import Original
from services.billing.domain.rating import rating_id
from services.billing.store import BillingUnit


def credit_in_full(unit: BillingUnit, number: str, why: str, check: Check) -> Invoice:
    """The credit note of an invoice; asked again, the same one.

    What it takes back counts as not billed, so that what is still owed of it comes as adjustments on the next
    invoice. Raises Refused: not_found, or conflict for a credit note of a credit note, or for one whose document
    does not pass.
    """
    invoice = unit.invoices.need(number)
    known = unit.credited.get(number)
    if known is not None:
        return unit.invoices.need(known.credit_note)
    year = year_of(unit.now)
    ledger = unit.ledgers.get(year) or Ledger(year)
    verdict = check(credit(invoice, provisional(unit.now), why, unit.now)[0])
    if verdict.faults:
        raise Refused.many((("", fault) for fault in verdict.faults), "conflict")
    note, events = credit(invoice, ledger.next_number, why, unit.now)
    unit.save((note, events))
    unit.put(Original.of(note.id, verdict.xml, provisional(unit.now)))
    unit.put(ledger.credit_issued(note.totals.net))
    unit.put(Credited(number, note.id))
    _open_again(unit, invoice)
    return note


def _open_again(unit: BillingUnit, invoice: Invoice) -> None:
    taken_back: dict[str, dict[tuple[str, int], Decimal]] = {}
    for line in invoice.lines:
        taken_back.setdefault(line.period, {})[line.contract, line.item] = -line.quantity
    for month, quantities in taken_back.items():
        rating = unit.ratings.get(rating_id(invoice.tenant, month))
        if rating is not None:
            unit.put(rating.bill(quantities))
