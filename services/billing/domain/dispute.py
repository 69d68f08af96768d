"""A tenant disputes a line; the City answers in writing. Neither changes the invoice."""

from __future__ import annotations

from datetime import datetime

from libs.events import Outcome, Refused, Value, replace
from services.billing.domain.invoice import Invoice
from services.billing.events import DisputeAnswered, LineDisputed


class Dispute(Value):
    """`n`: its number within the invoice, from 1. `by`, `answered_by`: a role or a service, as they name themselves."""

    n: int
    line: int
    why: str
    by: str
    at: datetime
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None


class Disputes(Value):
    """Of one invoice. id: its number."""

    id: str
    tenant: str
    disputes: tuple[Dispute, ...] = ()

    @property
    def open_lines(self) -> tuple[int, ...]:
        """The lines that wait for an answer."""
        return tuple(sorted({dispute.line for dispute in self.disputes if dispute.answer is None}))


def dispute(known: Disputes, invoice: Invoice, line: int, why: str, by: str, at: datetime) -> Outcome[Disputes]:
    """A line is disputed. Raises Refused: invalid where there is none, conflict while it waits for an answer."""
    if line not in (one.n for one in invoice.lines):
        raise Refused("invalid", f"{invoice.id} has no line {line}: it has {len(invoice.lines)}", "/line")
    if line in known.open_lines:
        raise Refused("conflict", f"line {line} is disputed already and waits for an answer", "/line")
    made = Dispute(len(known.disputes) + 1, line, why, by, at)
    event = LineDisputed(time=at, number=known.id, tenant=known.tenant, dispute=made.n, line=line, why=why)
    return replace(known, disputes=(*known.disputes, made)), (event,)


def answer(known: Disputes, n: int, text: str, by: str, at: datetime) -> Outcome[Disputes]:
    """The answer, once. Raises Refused: not_found, or conflict where it has another answer."""
    if not 1 <= n <= len(known.disputes):
        raise Refused("not_found", f"{known.id} has no dispute {n}: it has {len(known.disputes)}")
    before = known.disputes[n - 1]
    if before.answer is not None:
        raise Refused("conflict", f"dispute {n} was answered at {before.answered_at}")
    answered = replace(before, answer=text, answered_by=by, answered_at=at)
    disputes = (*known.disputes[: n - 1], answered, *known.disputes[n:])
    event = DisputeAnswered(time=at, number=known.id, tenant=known.tenant, dispute=n, line=before.line, answer=text)
    return replace(known, disputes=disputes), (event,)
