"""Expiry of what events said: their places in the record stay, and that it was done is an event of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from libs.events import Event, Instant, Outcome, Topic, Value, replace
from libs.events.chance import random_digits
from libs.events.expired import SUBJECT, expired_type, what_is_left

Row = dict[str, Any]


class Expiry(Value):
    """Of one type (`id`) of a service's events: `count` have expired so far, and none from `before` then is kept."""

    id: str
    before: datetime | None = None
    count: int = 0

    def expired(self, service: str, before: datetime, count: int, at: datetime) -> Outcome[Expiry]:
        """So many more."""
        before = max(before, self.before or before)
        said = record_expired(service)(time=at, event_type=self.id, before=before, count=count)
        return replace(self, before=before, count=self.count + count), [said]


@cache
def record_topic(service: str) -> Topic:
    return Topic(service, "record", partitions=1)


@cache
def record_expired(service: str) -> Callable[..., Event]:
    """The service's `RecordExpired`."""

    class RecordExpired(Event, topic=record_topic(service), key="event_type"):
        """What events of a type said has expired. Who keeps anything of theirs that is from `before` then forgets it.

        `count`: those whose data was let go of just now. Their numbers and hashes stay in the record.
        """

        event_type: str
        before: Instant
        count: int

    return RecordExpired


def left_of(row: Row, service: str) -> Row:
    """What stays of an event of a page."""
    data = what_is_left(row["id"], row["type"], row["key"], row["time"], bytes(row["data"]))
    return {
        "id": random_digits(), "type": expired_type(service), "key": SUBJECT, "time": row["time"], "data": data,
        "trace": "", "hop": "",
    }  # fmt: skip
