"""What is urgent has a lane of its own, which no backlog delays."""

from __future__ import annotations

import uuid

from libs.testing.running import Running, until

BACKLOG = 20_000


def test_a_bell_behind_a_backlog_comes_first(toys: Running) -> None:
    name = uuid.uuid4().hex[:8]
    counts = [f"count-{name}-{n}" for n in range(200)]
    toys.kill("ledger", "worker")
    for part in range(4):
        ticks = [
            {"id": f"t{part}-{n}", "count": counts[n % 200], "by": 1, "at": "2026-03-02T09:00:00Z"}
            for n in range(BACKLOG // 4)
        ]
        assert toys.post("counter", "/v1/ticks", {"ticks": ticks}).json()["accepted"] == BACKLOG // 4
    until(lambda: toys.database("counter").outbox.find_one({"pending": True}) is None, "the backlog is numbered")
    assert toys.post("counter", f"/v1/bells/{name}/ring", {}).status_code == 200

    toys.start("ledger", "worker", CHAPELLE_BATCH="20")  # slow, so that there is a backlog for some time
    ledger = toys.database("ledger")
    until(lambda: ledger.rung.find_one({"_id": name}), "the bell is heard")
    entries = ledger.entries.find({"_id": {"$in": counts}}, {"places": 1})
    assert sum(len(entry["places"]) for entry in entries) < BACKLOG / 2
    toys.kill("ledger", "worker")

    toys.start("ledger", "worker")

    def all_booked() -> bool:
        found = [entry["places"] for entry in ledger.entries.find({"_id": {"$in": counts}}, {"places": 1})]
        return len(found) == 200 and all(places == list(range(1, 101)) for places in found)

    until(all_booked, "all of it, once and in order", patience=60)
