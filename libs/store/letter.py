"""Dead letters: what could not be applied, kept with its reason until a person decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from libs.events import Event, Topic, Value, replace
from libs.events.expired import SUBJECT

State = Literal["waiting", "requested", "discarding", "applied", "discarded"]
Closed = Literal["applied", "discarded"]

CLOSED: tuple[Closed, ...] = ("applied", "discarded")
OPEN = {"state": {"$nin": list(CLOSED)}}
"""Which documents are letters that still wait, for a person or for what is before them."""

REASONS = timedelta(days=89)
"""Why something was refused may quote who was where, and is told no longer than that (domain.md, Access)."""
EXPIRED = "its event has expired at its source"


class Letter(Value):
    """One record or item that was refused, with the original bytes.

    `lane`: `record` (an event of a topic) or `item` (one item of a batch from a device). `stream` is
    `topic/partition` or the route; `place` orders the letters of a stream (sequence, or offset where the record has
    none). `behind`: waits only because an earlier letter of its key does. `at` is receipt time, `time` the event's, or
    receipt's where it is none. `whole`: the original is still there; it is not for long after a person has decided, nor
    after the event has expired at its source.
    """

    id: str
    lane: Literal["record", "item"]
    stream: str
    place: int
    key: str
    type: str
    reason: str
    trace: str
    behind: bool
    state: State
    at: datetime
    tries: int = 1
    group: str = ""
    offset: int = -1
    headers: tuple[tuple[str, bytes], ...] = ()
    value: bytes = b""
    raw_key: bytes = b""
    why: str = ""
    whole: bool = True
    time: datetime | None = None

    def bare(self) -> Letter:
        """Without the original."""
        return replace(self, value=b"", raw_key=b"", headers=(), whole=False)

    def nameless(self) -> Letter:
        """When it is closed, of an event that has expired: whom it was about is not said either."""
        return replace(self, key=SUBJECT if self.key else "", reason="")

    def expired(self) -> Letter:
        """Its event has expired: the original goes. One on which nobody has decided is discarded in its turn."""
        bare = replace(self.bare(), why=self.why or EXPIRED)
        if self.state in CLOSED:
            return bare.nameless()
        return replace(bare, state="discarding") if self.state == "waiting" and not self.behind else bare


@cache
def letter_topic(service: str) -> Topic:
    return Topic(service, "letter", partitions=1, safety=True)


@cache
def letter_events(service: str) -> tuple[Callable[..., Event], Callable[..., Event]]:
    """The service's `LetterWaiting` and `LetterCleared`."""
    topic = letter_topic(service)

    class LetterWaiting(Event, topic=topic, key="letter", keep=REASONS):
        """A record or item was refused and waits for a person; later events of its key wait behind it."""

        letter: str
        stream: str
        subject: str
        event_type: str
        reason: str

    class LetterCleared(Event, topic=topic, key="letter", keep=REASONS):
        """A letter was applied or discarded."""

        letter: str
        how: Closed
        why: str = ""

    return LetterWaiting, LetterCleared
