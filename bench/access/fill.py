"""A site with so many people, and so many past checks: each kept, told in a page of its own, and a movement.

Pages are as the relay left them: numbered and sent.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from bson import encode
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient, WriteConcern

from bench.access.house import ALARM, card_of, doors_of, site
from libs.events import Event, Topic
from libs.runtime.clock import Clock
from libs.store import Store, partition_of
from services.access.domain.badge import badge_id
from services.access.domain.check import Check, Looked, Reason, Verdict
from services.access.domain.passage import Direction
from services.access.events import CHECK, PERSON, PersonEntered
from services.access.store import AccessUnit

AT_ONCE, MOVED_AT_ONCE = 5_000, 20
BEGIN = ALARM - timedelta(days=365)
Documents = list[RawBSONDocument]


class Pages:
    """The outbox as it fills, with the next number of each partition."""

    def __init__(self) -> None:
        self.next: dict[tuple[str, int], int] = {}
        self._place = 0

    def page(self, topic: Topic, key: str, events: list[Event]) -> RawBSONDocument:
        """Events of one unit, all in the partition of this key."""
        partition, place = partition_of(key, topic.partitions), self._place
        stamp, first = int(BEGIN.timestamp() * 1e6) + place, self.next.get((topic.name, partition), 1)
        trace = f"00-{place + 1:032x}-{place + 1:016x}-01"
        rows = [
            {
                "id": f"{place:032x}-{n}", "type": event.type, "key": event.key, "time": event.time,
                "data": event.encode(), "trace": trace, "hop": "",
            }
            for n, event in enumerate(events)
        ]  # fmt: skip
        self.next[topic.name, partition] = first + len(events)
        self._place += 1
        return RawBSONDocument(
            encode(
                {
                    "_id": f"{stamp:017d}-{place:032x}-0000", "topic": topic.name, "partition": partition,
                    "stamp": stamp, "n": len(events), "first": first, "events": rows,
                }
            )
        )  # fmt: skip


def past_check(number: int, people: int) -> Check:
    """Somebody was let in, by the first of their rights."""
    person, at = number % people, BEGIN + timedelta(seconds=number)
    door = doors_of(person)[0]
    right = f"p{person}.1"
    return Check(
        f"{int(at.timestamp() * 1000):011x}{number:010x}", f"door-{door}", Direction.IN, badge_id(*card_of(person)), at,
        f"zone-{door}", f"p{person}", Reason.OK, 5, right, rights=(Looked(right, "always", None, Verdict.DECIDES),),
    )  # fmt: skip


def past(number: int, people: int, pages: Pages) -> Iterator[tuple[Documents, Documents]]:
    """Checks and pages, some thousands at a time."""
    moved: list[Event] = []
    for first in range(0, number, AT_ONCE):
        kept: Documents = []
        told: Documents = []
        for n in range(first, min(first + AT_ONCE, number)):
            check, events = past_check(n, people).told()
            kept.append(RawBSONDocument(encode(AccessUnit.checks.to_document(check, n + 1))))
            told.append(pages.page(CHECK, check.id, list(events)))
            person = f"p{n // MOVED_AT_ONCE % people}"
            moved.append(PersonEntered(time=check.at, person=person, zone=check.zone, door=check.door))
            if len(moved) == MOVED_AT_ONCE:
                told.append(pages.page(PERSON, moved[0].key, moved))
                moved = []
        yield kept, told


def main() -> None:
    job = json.loads(sys.argv[1])
    store: Store[AccessUnit] = Store(job["mongo"], job["database"], "access", AccessUnit, Clock())
    store.set_up()
    store.close()
    client: MongoClient[Any] = MongoClient(job["mongo"], tz_aware=True)
    database = client[job["database"]]

    def insert(name: str) -> Callable[[Documents], object]:
        collection = database.get_collection(name, write_concern=WriteConcern(1))
        return lambda documents: collection.insert_many(documents, ordered=False) if documents else None

    waiting: dict[str, Documents] = {}
    for entity in site(job["people"], job.get("inside", 0)):
        collection = next(one for one in AccessUnit.collections().values() if one.entity is type(entity))
        some = waiting.setdefault(collection.name, [])
        some.append(RawBSONDocument(encode(collection.to_document(entity, 1))))
        if len(some) == AT_ONCE:
            insert(collection.name)(waiting.pop(collection.name))
    for name, some in waiting.items():
        insert(name)(some)
    pages, keep, tell = Pages(), insert("checks"), insert("outbox")
    for kept, told in past(job.get("checks", 0), job["people"], pages):
        keep(kept)
        tell(told)
    for (topic, partition), following in pages.next.items():
        counter = {"$set": {"next": following, "sent": following - 1}}
        database.relay.update_one({"_id": f"{topic}/{partition}"}, counter, upsert=True)
    client.close()
    print("{}")


if __name__ == "__main__":
    main()
