"""Handing an issued document over, and what becomes of it there: states in the words of the finance system and portal.

Source: screens.md, Duties; domain.md, Billing, Channel.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from libs.events import Outcome, Refused, Value, replace
from services.billing.events import DocumentHandedOver


class State(StrEnum):
    WAITS = "à remettre"
    HANDED = "remise"
    ACKNOWLEDGED = "acquittée"
    REFUSED = "refusée"
    DEPOSITED = "déposée"
    AVAILABLE = "mise à disposition"
    SUSPENDED = "suspendue"
    SERVICE_DONE = "service fait"
    ORDERED = "mandatée"
    BOOKED = "comptabilisée"
    IN_PAYMENT = "mise en paiement"
    TO_RECYCLE = "à recycler"
    REJECTED = "rejetée"


_PORTAL = (
    State.DEPOSITED, State.AVAILABLE, State.SUSPENDED, State.SERVICE_DONE, State.ORDERED, State.BOOKED,
    State.IN_PAYMENT,
)  # fmt: skip
NEXT: dict[State, frozenset[State]] = {
    State.WAITS: frozenset({State.HANDED, State.DEPOSITED}),
    State.HANDED: frozenset({State.ACKNOWLEDGED, State.REFUSED}),
    **{
        state: frozenset({*_PORTAL[place + 1 :], State.TO_RECYCLE, State.REJECTED})
        for place, state in enumerate(_PORTAL[:-1])
    },
}
"""What may follow: the portal may pass over a state, and never goes back. What is not here is the end."""

ENDS = frozenset(State) - frozenset(NEXT)
MOST_PATIENCE = timedelta(minutes=5)
"""Between two tries that failed: 1 s, 2 s, 4 s, … and no more than this [K]."""
CLAIM = timedelta(minutes=2)
"""Who has claimed a document and says nothing for so long is taken to be dead; machine time."""


AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


class Step(Value):
    """`at`: when the other side says that it happened, platform time."""

    state: State
    at: datetime


class HandOver(Value):
    """Of one document. id: its number. `open`: there is something to do by itself.

    `attempt`: from 1; a document to be recycled keeps its number and has another. `reference`: the other side's
    name of it. `due`, `claimed_until`: machine time. `blocked`: why it stands still until a person looks.
    """

    id: str
    tenant: str
    due: datetime = AT_ONCE
    state: State = State.WAITS
    attempt: int = 1
    reference: str = ""
    digest: str = ""
    failures: int = 0
    said: str = ""
    blocked: str = ""
    claimed_until: datetime | None = None
    steps: tuple[Step, ...] = ()
    open: bool = True

    @property
    def key(self) -> str:
        """The same for every try of an attempt: the other side takes it once."""
        return f"{self.id}.{self.attempt}"


def claim(known: HandOver, machine: datetime) -> HandOver | None:
    """It is this one's to do; None: not due, or another has it."""
    if not known.open or known.due > machine or (known.claimed_until and known.claimed_until > machine):
        return None
    return replace(known, claimed_until=machine + CLAIM)


def handed(
    known: HandOver, state: State, reference: str, digest: str, again: datetime, at: datetime
) -> Outcome[HandOver]:
    """The other side has it. `digest`: SHA-256 of the PDF; `again`: when it is looked at next, machine time."""
    now = replace(known, reference=reference, digest=digest, failures=0, said="", due=again, claimed_until=None)
    return _moved(now, state, at)


def followed(known: HandOver, steps: Iterable[Step], again: datetime) -> Outcome[HandOver]:
    """What the other side says became of it; what is known already, or cannot follow, moves nothing."""
    now = replace(known, failures=0, said="", due=again, claimed_until=None)
    told: tuple[DocumentHandedOver, ...] = ()
    for step in steps:
        if step.state in NEXT.get(now.state, ()):
            now, events = _moved(now, step.state, step.at)
            told += events
    return now, told


def failed(known: HandOver, why: str, machine: datetime) -> HandOver:
    """Tried again, later each time."""
    wait = min(timedelta(seconds=2 ** min(known.failures, 20)), MOST_PATIENCE)
    return replace(known, failures=known.failures + 1, said=why, due=machine + wait, claimed_until=None)


def blocked(known: HandOver, why: str) -> HandOver:
    """The other side will not have it: a person has to look."""
    return replace(known, blocked=why, said=why, open=False, claimed_until=None)


def again(known: HandOver) -> HandOver:
    """A person has it done once more: what was blocked, or, under the same number, what is to be recycled.

    Raises Refused (conflict) for what goes on by itself, what is over, and what was rejected.
    """
    if known.blocked:
        return replace(known, blocked="", said="", failures=0, due=AT_ONCE, open=True)
    if known.state in (State.TO_RECYCLE, State.REFUSED):
        return replace(
            known, state=State.WAITS, attempt=known.attempt + 1, reference="", due=AT_ONCE, failures=0, open=True
        )
    if known.state is State.REJECTED:
        raise Refused("conflict", f"{known.id} is rejected: credit it, and the next run bills it under a new number")
    raise Refused("conflict", f"{known.id} is {known.state.value}: there is nothing to do again")


def _moved(known: HandOver, state: State, at: datetime) -> tuple[HandOver, tuple[DocumentHandedOver, ...]]:
    open = state not in ENDS
    now = replace(known, state=state, steps=(*known.steps, Step(state, at)), open=open)
    event = DocumentHandedOver(time=at, number=known.id, tenant=known.tenant, state=state.value, attempt=known.attempt)
    return now, (event,)
