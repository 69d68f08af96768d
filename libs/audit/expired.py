"""Events that say that they have expired, against what the service has said of its expiry: none else may have gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

import msgspec

from libs.audit.broken import Broken
from libs.events.expired import Left, is_expired
from libs.store import Store, record_expired, record_topic
from libs.store.pages import Page


class Gone(NamedTuple):
    """One that has expired: when it happened, and where it stood."""

    time: datetime
    place: str
    number: int


class _Said(msgspec.Struct):
    event_type: str
    count: int


class Expired:
    """Counts them by type; the latest of each is remembered."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.latest: dict[str, Gone] = {}

    def see(self, place: str, page: Page) -> None:
        """A page whose hashes agree."""
        for number, row in enumerate(page["events"], page["first"]):
            if is_expired(row["type"]):
                type, gone = msgspec.json.decode(row["data"], type=Left).type, Gone(row["time"], place, number)
                self.counts[type] += 1
                self.latest[type] = max(gone, self.latest.get(type, gone))

    def expect_said(self, store: Store[Any]) -> None:
        """Raises `Broken` where more are gone than was said. What was said is read after what is gone."""
        said: Counter[str] = Counter()
        for one in _said(store) if self.counts else ():
            said[one.event_type] += one.count
        for type, count in self.counts.items():
            if count > said[type]:
                _, place, number = self.latest[type]
                raise Broken(
                    f"{place}: what was under {number} is gone as if it had expired: {count} of {type} are,"
                    f" and the record says so of {said[type]}"
                )


def _said(store: Store[Any]) -> Iterator[_Said]:
    told: Any = record_expired(store.service)
    topic = record_topic(store.service).name
    waiting = list(store.db.outbox.find({"pending": True, "topic": topic}))
    known = {page["_id"] for page in waiting}
    numbered = store.db.outbox.find({"topic": topic, "partition": 0, "first": {"$gte": 1}})
    for page in chain(waiting, (page for page in numbered if page["_id"] not in known)):
        for row in page["events"]:
            if row["type"] == told.type:
                yield msgspec.json.decode(row["data"], type=_Said)
