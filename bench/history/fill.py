"""A record of so many rows: pages of one event each, the worst case, as the relay left them: numbered and sent."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from pymongo import MongoClient, WriteConcern

from bench.path.meters import BEGIN, TOLD, BenchUnit, MeterGrew
from libs.runtime.clock import Clock
from libs.store import Store, partition_of

KEYS, AT_ONCE = 4_000, 5_000


def rows(number: int) -> Iterator[dict[str, Any]]:
    """Pages in the order of their numbers."""
    keys = [f"m{key:04d}" for key in range(KEYS)]
    places = [(key, partition_of(key, TOLD.partitions), _data(key)) for key in keys]
    following = [1] * TOLD.partitions
    stamp = int(BEGIN.timestamp() * 1e6)
    for place in range(number):
        key, partition, data = places[place % KEYS]
        yield {
            "_id": f"{stamp + place:017d}-{place:032x}-0000", "topic": TOLD.name, "partition": partition,
            "stamp": stamp + place, "n": 1, "first": following[partition],
            "events": [
                {
                    "id": f"{place:032x}-1", "type": MeterGrew.type, "key": key, "time": BEGIN + timedelta(hours=1),
                    "data": data, "trace": f"00-{place + 1:032x}-{place + 1:016x}-01", "hop": "",
                }
            ],
        }  # fmt: skip
        following[partition] += 1


def _data(key: str) -> bytes:
    return json.dumps({"meter": key, "hours": 1, "kwh": "3.000", "until": "2026-01-01T01:00:00Z"}).encode()


def main() -> None:
    job = json.loads(sys.argv[1])
    store: Store[BenchUnit] = Store(job["mongo"], job["database"], "bench", BenchUnit, Clock())
    store.set_up()
    store.close()
    client: MongoClient[dict[str, Any]] = MongoClient(job["mongo"], tz_aware=True)
    database = client[job["database"]]
    outbox = database.get_collection("outbox", write_concern=WriteConcern(1))
    following = dict.fromkeys(range(TOLD.partitions), 1)
    batch: list[dict[str, Any]] = []
    for row in rows(job["rows"]):
        batch.append(row)
        following[row["partition"]] = row["first"] + 1
        if len(batch) == AT_ONCE:
            outbox.insert_many(batch, ordered=False)
            batch = []
    if batch:
        outbox.insert_many(batch, ordered=False)
    for partition, next in following.items():
        counter = {"$set": {"next": next, "sent": next - 1}}
        database.relay.update_one({"_id": f"{TOLD.name}/{partition}"}, counter, upsert=True)
    client.close()
    print("{}")


if __name__ == "__main__":
    main()
