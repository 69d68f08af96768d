"""Crediting an invoice, in full or in part: a note with the next number; what it takes back may be billed again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from libs.events import Refused
from services.billing.domain.credit_note import Part, credit
from services.billing.domain.hand_over import HandOver
from services.billing.domain.invoice import Invoice
from services.billing.domain.ledger import Ledger, provisional, year_of
from services.billing.domain.month import Month
from services.billing.domain.original import Original
from services.billing.domain.rating import rating_id
from services.billing.examining import Check
from services.billing.store import BillingUnit


def credit_invoice(
    unit: BillingUnit, number: str, why: str, parts: Sequence[Part] | None, waived: bool, check: Check
) -> Invoice:
    """The credit note of an invoice; of one that is credited in full, the last one again.

    What it takes back counts as not billed, so that what is still owed of it comes as adjustments on the next
    invoice; unless it is `waived`. Raises Refused: not_found, invalid for its parts, or conflict for a credit note
    of a credit note, or for one whose document does not pass.
    """
    invoice, known = unit.invoices.need(number), unit.credited.get(number)
    if known is not None and known.full:
        return unit.invoices.need(known.credit_note)
    year = year_of(unit.now)
    ledger = unit.ledgers.get(year) or Ledger(year)
    (draft, _), _ = credit(invoice, known, provisional(unit.now), why, parts, unit.now)
    verdict = check(draft)
    if verdict.faults:
        raise Refused.many((("", fault) for fault in verdict.faults), "conflict")
    outcome, credited = credit(invoice, known, ledger.next_number, why, parts, unit.now)
    note = outcome[0]
    unit.save(outcome)
    unit.put(Original.of(note.id, verdict.xml, provisional(unit.now)))
    unit.put(ledger.credit_issued(note.totals.net, str(Month.of(unit.now))))
    unit.put(HandOver(note.id, note.tenant))
    unit.put(credited)
    unit.put(unit.receivables.need(number).credit(note))
    if not waived:
        _open_again(unit, note)
    return note


def _open_again(unit: BillingUnit, note: Invoice) -> None:
    taken_back: dict[str, dict[tuple[str, int], Decimal]] = {}
    for line in note.lines:
        taken_back.setdefault(line.period, {})[line.contract, line.item] = -(line.taken_back or Decimal(0))
    for month, quantities in taken_back.items():
        rating = unit.ratings.get(rating_id(note.tenant, month))
        if rating is not None:
            unit.put(rating.bill(quantities))
