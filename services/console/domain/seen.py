"""Every event of every service, in the one order in which the console saw it."""

from __future__ import annotations

import json
from datetime import datetime

from libs.events import Envelope, Value, replace, rfc3339, service_of
from libs.events.expired import SUBJECT, expired_type, what_is_left


class Seen(Value):
    """One event at its position. `id`: the position as text that sorts; `at`: event time; `data`: its JSON as
    it came. `received_at`: platform time at which it got its position; `about`: ids of what it is about.

    Positions grow by one without a gap, and what stands at one never changes until it expires: a reader that stopped
    at P goes on at P + 1.
    """

    id: str
    event: str
    source: str
    type: str
    subject: str
    at: datetime
    sequence: int
    topic: str
    partition: int
    data: str
    received_at: datetime | None = None
    about: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, envelope: Envelope, position: int, received_at: datetime | None = None, about: tuple[str, ...] = ()
    ) -> Seen:
        """The event as it is kept. Raises `UnicodeDecodeError` when its data is no text."""
        return cls(
            id=at_position(position),
            event=envelope.id,
            source=envelope.source,
            type=envelope.type,
            subject=envelope.subject,
            at=envelope.time,
            sequence=envelope.sequence,
            topic=envelope.topic,
            partition=envelope.partition,
            data=envelope.data.decode(),
            received_at=received_at,
            about=about,
        )

    def expired(self) -> Seen:
        """What is left of it in its source's record, at the same position."""
        left = what_is_left(self.event, self.type, self.subject, self.at, self.data.encode())
        type = expired_type(service_of(self.topic))
        return replace(self, event=f"expired-{self.id}", type=type, subject=SUBJECT, data=left.decode(), about=())

    @property
    def position(self) -> int:
        return int(self.id)

    def line(self) -> str:
        """The event as one JSON line, as `chapelle events` prints it (public-face.md, Commands)."""
        head = {
            "id": self.event,
            "source": self.source,
            "type": self.type,
            "subject": self.subject,
            "time": rfc3339(self.at),
            "sequence": self.sequence,
            "topic": self.topic,
            "partition": self.partition,
        }
        return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "data": {one_line(self.data)}}}'


class Chosen(Value):
    """Which events a reader wants; empty: all. `type` and `source` may be short: `activated`, `fire`."""

    type: str = ""
    source: str = ""
    subject: str = ""

    def wants(self, seen: Seen) -> bool:
        return (
            self.type in ("", seen.type, seen.type.split(".")[3])
            and self.source in ("", seen.source, seen.source.rpartition("/")[2])
            and self.subject in ("", seen.subject)
        )


class Counter(Value):
    """The last position given. It is written in the unit that gives one, so two units never give the same."""

    id: str = "seen"
    last: int = 0


def at_position(position: int) -> str:
    """A position as an id: of constant width, so that ids sort as positions do."""
    return f"{position:015d}"


def one_line(data: str) -> str:
    """JSON without line breaks: they can only stand between its tokens, so nothing changes."""
    return data.replace("\r", " ").replace("\n", " ")
