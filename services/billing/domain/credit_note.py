"""Credit notes: what takes an issued invoice back, in full or in part, and never more than it billed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from libs.events import Outcome, Refused, Value, field, replace
from services.billing.domain.invoice import CREDIT_NOTE, Invoice
from services.billing.domain.line import Line
from services.billing.domain.money import Totals, line_net, thousandths
from services.billing.domain.month import PARIS
from services.billing.events import CreditNoteIssued

FLAT = "forfait"
"""The unit of a part that is no whole number of thousandths at the line's price."""


class Part(Value):
    """So much of a line is credited: `net` EUR, with the line's own sign."""

    n: int
    net: Decimal


class Taken(Value):
    """What credit notes have taken back of a line, so far."""

    net: Decimal
    quantity: Decimal


class Credited(Value):
    """How far an invoice is credited. id: its number.

    `credit_note`: the last one; `notes`: all; `full`: nothing is left; `lines`: by their numbers.
    """

    id: str
    credit_note: str
    full: bool = True
    notes: tuple[str, ...] = ()
    lines: Mapping[str, Taken] = field(default_factory=dict)


def credit(
    invoice: Invoice, credited: Credited | None, number: str, why: str, parts: Sequence[Part] | None, at: datetime
) -> tuple[Outcome[Invoice], Credited]:
    """A credit note over these parts, or over all that is left: positive amounts, type 381; and what is credited now.

    Raises Refused: conflict for a credit note of a credit note, invalid with every fault of the parts.
    """
    if invoice.type == CREDIT_NOTE:
        raise Refused("conflict", f"{invoice.id} is a credit note: it cannot be credited")
    before = credited.lines if credited else {}
    lines = _left(invoice, before) if parts is None else _parts(invoice, before, parts)
    totals = Totals.of((line.net, line.vat_rate) for line in lines)
    if totals.gross <= 0:
        raise Refused("invalid", f"these parts are {totals.gross} EUR together: a credit note is above 0", "/lines")
    now = _taken(before, lines)
    issued_on = at.astimezone(PARIS).date()
    note = replace(
        invoice,
        id=number,
        type=CREDIT_NOTE,
        issued_on=issued_on,
        due_on=issued_on,
        lines=lines,
        totals=totals,
        cancels=invoice.id,
        cancels_issued_on=invoice.issued_on,
        why=why,
    )
    full = all(_net_left(line, now) == 0 for line in invoice.lines)
    notes = (*(credited.notes if credited else ()), number)
    event = CreditNoteIssued(
        time=at,
        number=number,
        cancels=invoice.id,
        tenant=note.tenant,
        period=note.period,
        why=why,
        issued_on=issued_on,
        net_total=totals.net,
        vat_total=totals.vat_total,
        gross_total=totals.gross,
        currency=note.currency,
        full=full,
    )
    return (note, (event,)), Credited(invoice.id, number, full, notes, now)


def _left(invoice: Invoice, before: Mapping[str, Taken]) -> tuple[Line, ...]:
    """What no credit note has taken back yet; of an invoice without any, its very lines."""
    return tuple(_part(line, before, _net_left(line, before)) for line in invoice.lines if _open(line, before))


def _parts(invoice: Invoice, before: Mapping[str, Taken], parts: Sequence[Part]) -> tuple[Line, ...]:
    lines = {line.n: line for line in invoice.lines}
    faults: list[tuple[str, str]] = []
    for place, part in enumerate(parts):
        line = lines.get(part.n)
        if line is None:
            faults.append((f"/lines/{place}/n", f"{invoice.id} has no line {part.n}: it has {len(lines)}"))
        elif any(other.n == part.n for other in parts[:place]):
            faults.append((f"/lines/{place}/n", f"line {part.n} is named twice"))
        elif not _within(part.net, _net_left(line, before)):
            left = _net_left(line, before)
            faults.append((f"/lines/{place}/net", f"of line {part.n} are {left} EUR left, {part.net} is no part of it"))
    if faults:
        raise Refused.many(faults)
    return tuple(_part(lines[part.n], before, part.net) for part in parts)


def _within(net: Decimal, left: Decimal) -> bool:
    """A part has cents, the sign of the whole, and no more than it."""
    return net == round(net, 2) and (0 < net <= left or left <= net < 0)


def _open(line: Line, before: Mapping[str, Taken]) -> bool:
    """A line of no amount goes with the rest, once."""
    return str(line.n) not in before or _net_left(line, before) != 0


def _net_left(line: Line, taken: Mapping[str, Taken]) -> Decimal:
    known = taken.get(str(line.n))
    return line.net - known.net if known else line.net


def _part(line: Line, before: Mapping[str, Taken], net: Decimal) -> Line:
    """The line as the note has it: a quantity at the line's price, or a flat amount where there is no such quantity."""
    known = before.get(str(line.n))
    rest = line.quantity - known.quantity if known else line.quantity
    if net == _net_left(line, before):
        quantity = rest
    else:
        quantity = thousandths(net / line.unit_price)
        quantity = min(quantity, rest) if net > 0 else max(quantity, rest)
    if line_net(quantity, line.unit_price) == net:
        return replace(line, quantity=quantity, net=net, taken_back=quantity)
    one = Decimal(1).copy_sign(net)
    return replace(line, quantity=one, unit=FLAT, unit_price=abs(net), net=net, taken_back=quantity)


def _taken(before: Mapping[str, Taken], lines: Sequence[Line]) -> dict[str, Taken]:
    now = dict(before)
    for line in lines:
        known = before.get(str(line.n), Taken(Decimal("0.00"), Decimal(0)))
        now[str(line.n)] = Taken(known.net + line.net, known.quantity + (line.taken_back or Decimal(0)))
    return now
