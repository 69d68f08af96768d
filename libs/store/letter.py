"""Dead letters: what could not be applied, kept with its reason until a person decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal

from libs.events import Event, Topic

State = Literal["waiting", "requested", "discarding", "applied", "discarded"]
Closed = Literal["applied", "discarded"]

CLOSED: tuple[Closed, ...] = ("applied", "discarded")
OPEN = {"state": {"$nin": list(CLOSED)}}
"""Which documents are letters that still wait, for a person or for what is before them."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One record or item that was refused, with the original bytes.

    `lane`: `record` (an event of a topic) or `item` (one item of a batch from a device). `stream` is
    `topic/partition` or the route; `place` orders the letters of a stream (sequence, or offset where the record has
    none). `behind`: waits only because an earlier letter of its key does. `at` is receipt time. `whole`: the original
    is still there; some time after a person has decided it is not.
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


@cache
def letter_topic(service: str) -> Topic:
    return Topic(service, "letter", partitions=1, safety=True)


@cache
def letter_events(service: str) -> tuple[Callable[..., Event], Callable[..., Event]]:
    """The service's `LetterWaiting` and `LetterCleared`."""
    topic = letter_topic(service)

    class LetterWaiting(Event, topic=topic, key="letter"):
        """A record or item was refused and waits for a person; later events of its key wait behind it."""

        letter: str
        stream: str
        subject: str
        event_type: str
        reason: str

    class LetterCleared(Event, topic=topic, key="letter"):
        """A letter was applied or discarded."""

        letter: str
        how: Closed
        why: str = ""

    return LetterWaiting, LetterCleared
