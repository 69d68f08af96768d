"""Lets go of what is not to be kept any longer: a bounded number at a time, by the platform's clock.

What events said, when their time is over; originals of dead letters that were decided on, or whose event has expired;
ids of devices' items. And, by the machine's clock, on which clients try again: Idempotency-Keys.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from libs.events.trace import new_trace
from libs.store import Conflict, Expiry, FenceLost, OutcomeUnknown, Store, Unavailable
from libs.store.expiry import Row, left_of
from libs.store.letter import CLOSED, Letter

log = structlog.get_logger()

LOOK_SECONDS = 10.0
PAGES = 20
"""Pages of events in one unit; each has 512,000 bytes and an event at most."""
SOME = 1_000

KEEP_LETTERS = timedelta(days=89)
KEEP_ITEM_IDS = timedelta(days=400)
KEEP_KEYS = timedelta(days=7)

Due = tuple[str, datetime]
"""The type of an event that has expired; and from before when all of that type have."""


class Retention:
    """Of one service. `first`: whether it is this worker that does it; two would only get into each other's way.

    `expired`: asks the sources from before when their events of each type have expired.
    """

    def __init__(
        self, store: Store[Any], first: Callable[[], bool], expired: Callable[[], Mapping[str, datetime]]
    ) -> None:
        self.store, self.first, self.expired = store, first, expired
        self.stopped = False

    def run(self) -> None:
        """Until `stop()`."""
        due = time.monotonic() + LOOK_SECONDS
        while not self.stopped:
            time.sleep(0.2)
            if time.monotonic() < due or not self.first():
                continue
            due = time.monotonic() + LOOK_SECONDS
            try:
                while self.turn() and not self.stopped:
                    pass
            except (PyMongoError, Unavailable, OutcomeUnknown, Conflict, FenceLost) as fault:
                log.warning("nothing is let go of now", why=repr(fault)[:500])

    def turn(self) -> int:
        """Lets go of some; returns of how many events, letters and ids. Raises what a commit raises."""
        now = self.store.now()
        return (
            self.store.run(self._events)
            + self._letters_of_expired()
            + self.store.run(self._letters)
            + self._ids("taken", now - KEEP_ITEM_IDS)
            + self._ids("idempotency", datetime.now(UTC) - KEEP_KEYS)
        )

    def stop(self) -> None:
        self.stopped = True

    # -- events

    def _events(self, unit: Any) -> int:
        """Those that have a number; who reads the record finds what is left of them under it."""
        over = {"expires": {"$lte": unit.now}, "pending": {"$exists": False}}
        gone: Counter[Due] = Counter()
        for page in self.store.find("outbox", over, PAGES, ordered=False):
            due = dict(_over(page, unit.now))
            as_read = {"_id": page["_id"], "expires": page["expires"]}
            unit.fence("outbox", as_read, _changes(page, due, self.store.service))
            gone.update(due.values())
        unit.traceparent = unit.hop = new_trace()
        for (type, before), count in sorted(gone.items()):
            expiry = unit.expiries.get(type) or Expiry(type)
            unit.save(expiry.expired(self.store.service, before, count, unit.now))
        return gone.total()

    # -- what was for once only

    def _letters(self, unit: Any) -> int:
        """A letter that was decided on stays, without the original."""
        old = {"state": {"$in": CLOSED}, "whole": True, "at": {"$lt": unit.now - KEEP_LETTERS}}
        return self._change(old, Letter.bare, unit)

    def _letters_of_expired(self) -> int:
        """Letters of events that have expired at their source. While there is no letter, nobody is asked."""
        whole = {"whole": True, "lane": "record"}
        if not self.store.find("letters", whole, 1, ordered=False, fields=["_id"]):
            return 0
        old = [{"type": type, "time": {"$lt": before}} for type, before in self.expired().items()]
        return self.store.run(partial(self._change, {**whole, "$or": old}, Letter.expired)) if old else 0

    def _change(self, old: Row, how: Callable[[Letter], Letter], unit: Any) -> int:
        """Some of the letters that are found; of how many."""
        found = self.store.find("letters", old, SOME, ordered=False, fields=["_id"])
        letters = unit.letters.many(letter["_id"] for letter in found)
        for letter in letters.values():
            unit.put(how(letter))
        return len(letters)

    def _ids(self, collection: str, before: datetime) -> int:
        """Of the oldest documents, in the order in which they came, those from before then. (An index would cost each
        command a write.)"""
        oldest = self.store.db[collection].find({}, {"at": 1}).sort("$natural", 1).limit(SOME)
        old = self.store.port.call("retention.read", lambda: [one["_id"] for one in oldest if one["at"] < before])
        if old:
            self.store.port.call("retention.forget", self.store.db[collection].delete_many, {"_id": {"$in": old}})
        return len(old)


def _over(page: Row, now: datetime) -> Iterator[tuple[int, Due]]:
    """The places of a page's events whose time is over."""
    for place, row in enumerate(page["events"]):
        if "until" in row and row["until"] <= now:
            yield place, (row["type"], now - (row["until"] - row["time"]))


def _changes(page: Row, due: Mapping[int, Due], service: str) -> Row:
    """What changes in a page, for the database."""
    changes: Row = {f"events.{place}": left_of(page["events"][place], service) for place in due}
    later = [row["until"] for place, row in enumerate(page["events"]) if "until" in row and place not in due]
    if later:
        return {"$set": {**changes, "expires": min(later)}}
    return {"$set": changes, "$unset": {"expires": ""}}
