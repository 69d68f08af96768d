"""The broker forgets everything while all runs: what it held unread is sent again, the rest is in the record."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from libs.runtime.platform import broker_of, free_port
from libs.testing.load import Load
from libs.testing.running import BROKER_KIND, Parts, Running, running, until

AT = "2026-03-02T09:00:00Z"


@pytest.fixture(scope="module")
def alone(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The toys on a broker of their own."""
    folder = tmp_path_factory.mktemp("wiped")
    with broker_of(BROKER_KIND, folder, free_port()) as broker:
        own = Parts(folder, parts.database, broker)
        with running(own, "libs.testing.toys", ("counter", "ledger")) as toys:
            yield toys


def wipe(toys: Running) -> None:
    broker = toys.parts.broker
    broker.kill()
    if broker.kind == "kafka":
        broker.wipe()
    broker.start()
    broker.wait_ready()


def test_wiped_under_load(alone: Running) -> None:
    with Load(alone) as load:
        for _ in range(2):
            load.wait_booked(50, "it flows")
            wipe(alone)
            load.wait_answered(50, "additions go on meanwhile")
    until(load.all_booked, "all has arrived")
    assert alone.figure("counter", "broker_wiped") >= 1
    assert load.breaches(wiped=True) == []


def test_wiped_while_nobody_hears(alone: Running) -> None:
    """More than the tail that the relay sends again: the consumer takes what is older from the record."""
    counts = [f"count-{n}" for n in range(50)]

    def tick(part: int) -> None:
        ticks = [
            {"id": f"t{part}-{n}", "count": counts[n % 50], "by": 1, "at": "2026-03-02T09:00:00Z"} for n in range(5_000)
        ]
        assert alone.post("counter", "/v1/ticks", {"ticks": ticks}).json()["accepted"] == 5_000

    alone.kill("ledger", "worker")
    tick(1)
    tick(2)
    outbox, relay = alone.database("counter").outbox, alone.database("counter").relay

    def sent() -> bool:
        counters = list(relay.find({"_id": {"$regex": "count.v1"}}))
        return outbox.find_one({"pending": True}) is None and all(c["next"] == c["sent"] + 1 for c in counters)

    until(sent, "all is sent")
    wipe(alone)
    alone.start("ledger", "worker")
    tick(3)
    entries = alone.database("ledger").entries
    wanted = {count: tuple(range(1, 301)) for count in counts}
    mine = {"_id": {"$in": counts}}
    until(lambda: {e["_id"]: tuple(e["places"]) for e in entries.find(mine)} == wanted, "all of it, once and in order")
