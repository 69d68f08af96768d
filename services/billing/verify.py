"""What must always hold of what billing has issued, looked at by `chapelle verify`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from services.billing.domain.invoice import CREDIT_NOTE, Invoice
from services.billing.domain.ledger import Ledger
from services.billing.store import BillingUnit


def numbers(unit: BillingUnit) -> Iterator[str]:
    """Numbers have no gap in any year, and each year's ledger says how many there are."""
    by_year = _by_year(unit)
    for ledger in unit.ledgers.where():
        by_year.setdefault(ledger.id, [])
    for year, invoices in sorted(by_year.items()):
        ledger = unit.ledgers.get(year) or Ledger(year)
        expected = [f"{year}-{n:06d}" for n in range(1, ledger.last + 1)]
        there = [invoice.id for invoice in invoices]
        yield from (f"{number} was given, and there is no such document" for number in sorted({*expected} - {*there}))
        yield from (f"{number} is not one of the {ledger.last} of {year}" for number in sorted({*there} - {*expected}))


def totals(unit: BillingUnit) -> Iterator[str]:
    """Each year's ledger adds up what was invoiced and credited in it."""
    by_year = _by_year(unit)
    for ledger in unit.ledgers.where():
        nets = {CREDIT_NOTE: Decimal("0.00"), "": Decimal("0.00")}
        for invoice in by_year.get(ledger.id, []):
            nets[CREDIT_NOTE if invoice.type == CREDIT_NOTE else ""] += invoice.totals.net
        for what, kept, net in (
            ("invoiced", ledger.invoiced, nets[""]), ("credited", ledger.credited, nets[CREDIT_NOTE]),
        ):  # fmt: skip
            if kept != net:
                yield f"{ledger.id}: the ledger says {kept} EUR {what}, the documents {net}"


def credits(unit: BillingUnit) -> Iterator[str]:
    """No line is credited beyond what it billed, and each invoice says what its notes took back."""
    invoices = {invoice.id: invoice for invoice in unit.invoices.where()}
    taken: dict[str, dict[str, Decimal]] = {}
    for note in (invoice for invoice in invoices.values() if invoice.cancels):
        lines = taken.setdefault(note.cancels or "", {})
        for line in note.lines:
            lines[str(line.n)] = lines.get(str(line.n), Decimal("0.00")) + line.net
    for number, lines in sorted(taken.items()):
        for line in invoices[number].lines:
            net = lines.get(str(line.n), Decimal("0.00"))
            if abs(net) > abs(line.net) or net * line.net < 0:
                yield f"{number}: {net} EUR of line {line.n} are credited, it billed {line.net}"
        kept = {n: took.net for n, took in unit.credited.need(number).lines.items()}
        if kept != lines:
            yield f"{number}: {kept} is kept as credited, its notes say {lines}"


def _by_year(unit: BillingUnit) -> dict[str, list[Invoice]]:
    found: dict[str, list[Invoice]] = {}
    for invoice in unit.invoices.where():
        found.setdefault(invoice.id.partition("-")[0], []).append(invoice)
    return found


CHECKS = {"invoice numbers": numbers, "ledgers": totals, "credit notes": credits}
