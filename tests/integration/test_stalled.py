"""A partition that stands still says so by an event, and says when it flows again; others are not held up."""

from __future__ import annotations

import uuid
from typing import Any

from libs.store import partition_of
from libs.testing.running import Running, until
from tests.integration.counting import booked

TOPIC = "chapelle.counter.count.v1"


def count_in(partition: int) -> str:
    names = (f"count-{uuid.uuid4().hex[:8]}" for _ in range(1_000))
    return next(name for name in names if partition_of(name, 4) == partition)


def streams(toys: Running) -> list[tuple[str, str]]:
    """What the ledger has said of its streams: fact, stream."""
    record = toys.get("ledger", "/v1/record", topic="chapelle.ledger.stream.v1", partition=0, limit=1000).json()
    return [(item["type"].split(".")[3], item["data"]["stream"]) for item in record["items"]]


def test_the_record_itself_lacks_a_number(toys: Running) -> None:
    stuck, free = count_in(2), count_in(3)
    stream = f"{TOPIC}/2"
    toys.kill("counter", "worker")
    relay, outbox = toys.database("counter").relay, toys.database("counter").outbox
    before: Any = relay.find_one_and_update({"_id": stream}, {"$inc": {"next": 1}}, upsert=True)
    lost = before.get("next", 1)  # it is given to nobody
    toys.start("counter", "worker")
    for count in (stuck, free):
        toys.post("counter", "/v1/adds", {"count": count, "by": 1})
    until(lambda: booked(toys, free) == [1], "the other partition goes on")
    until(lambda: streams(toys)[-1:] == [("stream-stalled", stream)], "a person is called")
    assert booked(toys, stuck) == []
    behind = f'chapelle_partition_lag{{partition="2",topic="{TOPIC}"}}'
    until(lambda: toys.metrics("ledger").get(behind) == 2, "it is two events behind, says its worker")
    assert toys.metrics("ledger")["chapelle_unapplied_age_seconds"] > 0
    assert toys.metrics("ledger")['chapelle_handler_seconds{handler="book"}'] > 0
    stalled = toys.database("ledger").streams.find_one({"_id": stream})
    assert stalled is not None
    assert stalled["reason"] == f"counter's record does not hold sequence {lost} of {stream}"

    page: Any = outbox.find_one({"events.key": stuck})
    data = page["events"][0]["data"].replace(stuck.encode(), b"found")
    event = {**page["events"][0], "id": uuid.uuid4().hex, "key": "found", "data": data}
    outbox.insert_one({**page, "_id": f"{page['_id']}-found", "first": lost, "events": [event]})
    until(lambda: booked(toys, stuck) == [1], "it goes on where it stood")
    until(lambda: streams(toys)[-1:] == [("stream-resumed", stream)], "and says so")
    until(lambda: behind not in toys.metrics("ledger"), "nothing is behind any more")
