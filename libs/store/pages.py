"""The outbox: pages of events, one page a unit and topic partition. They stay: they are the service's record.

A page is written without a number; the relay gives it the sequence of its first event. Per key the order of pages is
the order of `stamp`, because a unit's stamp is above the version of every document that it writes.

What an event says is kept `until` a time, where its class says so; `expires` is the earliest of a page's.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any

from libs.events import Envelope, Topic
from libs.store.murmur2 import murmur2
from libs.store.unit import Raised

Page = dict[str, Any]

PAGE_BYTES = 512_000
PAGE_EVENTS = 1_000


@functools.lru_cache(maxsize=16_384)
def partition_of(key: str, partitions: int) -> int:
    """The partition of a key, as every Kafka client computes it."""
    return int((murmur2(key.encode()) & 0x7FFFFFFF) % partitions)


def to_pages(raised: Iterable[Raised], stamp: int, unit: str) -> list[Page]:
    """The pages of one unit's events, in the order in which they were raised."""
    open_pages: dict[tuple[str, int], Page] = {}
    sizes: dict[tuple[str, int], int] = {}
    pages: list[Page] = []
    for one in raised:
        event = one.event
        topic, key = event.topic, event.key
        place = (topic.name, partition_of(key, topic.partitions))
        page = open_pages.get(place)
        if page is None or sizes[place] > PAGE_BYTES or len(page["events"]) >= PAGE_EVENTS:
            page = _blank(topic, place[1], stamp, unit, len(pages))
            open_pages[place], sizes[place] = page, 0
            pages.append(page)
        sizes[place] += len(one.data)
        row = {
            "id": one.id, "type": event.type, "key": key, "time": event.time,
            "data": one.data, "trace": one.traceparent, "hop": one.hop,
        }  # fmt: skip
        if event.keep is not None:
            row["until"] = event.time + event.keep
            page["expires"] = min(page.get("expires", row["until"]), row["until"])
        page["events"].append(row)
        page["n"] += 1
    return pages


def _blank(topic: Topic, partition: int, stamp: int, unit: str, place: int) -> Page:
    return {
        "_id": f"{stamp:017d}-{unit}-{place:04d}",
        "topic": topic.name, "partition": partition, "stamp": stamp, "n": 0, "events": [], "pending": True,
    }  # fmt: skip


def envelopes(page: Page, after: int = 0) -> Iterator[Envelope]:
    """The events of a numbered page whose sequence is above `after`."""
    service = page["topic"].split(".")[1]
    for place, event in enumerate(page["events"]):
        sequence = page["first"] + place
        if sequence > after:
            yield Envelope(
                id=event["id"], source=f"/chapelle/{service}", type=event["type"], subject=event["key"],
                time=event["time"], sequence=sequence, topic=page["topic"], partition=page["partition"],
                data=bytes(event["data"]), traceparent=event["trace"], hop=event["hop"],
            )  # fmt: skip
