"""Two workers of one service at the same moment: each event takes effect once, in order, whoever applies it."""

from __future__ import annotations

import uuid

from libs.testing.running import Running, until


def test_two_ledgers(toys: Running) -> None:
    counts = [f"count-{uuid.uuid4().hex[:8]}" for _ in range(20)]
    ledger = toys.database("ledger")

    def tick(part: int) -> None:
        ticks = [
            {"id": f"t{part}-{n}", "count": count, "by": 1, "at": "2026-03-02T09:00:00Z"}
            for n in range(10)
            for count in counts
        ]
        assert toys.post("counter", "/v1/ticks", {"ticks": ticks}).json()["accepted"] == len(ticks)

    def booked(places: int) -> bool:
        found = [tuple(entry["places"]) for entry in ledger.entries.find({"_id": {"$in": counts}})]
        return found == [tuple(range(1, places + 1))] * len(counts)

    tick(0)
    toys.start("ledger", "worker-2")
    for part in range(1, 5):
        tick(part)
    toys.wait_ready()
    for part in range(5, 10):
        tick(part)
    until(lambda: booked(100), "all of it, once and in order")
    toys.kill("ledger", "worker-2")
    tick(10)
    until(lambda: booked(110), "one goes on alone")
