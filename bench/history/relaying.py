"""The relay alone: so many committed units without a number, numbered, sent and acknowledged."""

from __future__ import annotations

import json
import resource
import sys
import time
import uuid
from decimal import Decimal

from bench.path.meters import BEGIN, TOLD, BenchUnit, Meter, closed
from libs.bus.relay import Relay
from libs.bus.sender import Sender
from libs.bus.topics import OwnTopics
from libs.processes.garbage import settle
from libs.runtime.broker_access import BrokerAccess
from libs.runtime.clock import Clock
from libs.store import Store

METERS, AT_ONCE = 4_000, 20
"""Every unit closes an hour of so many meters."""


def commit_units(store: Store[BenchUnit], units: int) -> None:
    """What waits for the relay."""
    for number in range(units):
        ids = [f"m{(number * AT_ONCE + n) % METERS:04d}" for n in range(AT_ONCE)]

        def decide(unit: BenchUnit, ids: list[str] = ids) -> None:
            unit.prefetch((Meter, id) for id in ids)
            for id in ids:
                unit.save(
                    closed(
                        unit.meters.get(id) or Meter(id), until=BEGIN, register=Decimal(3),
                        kwh=Decimal(3), estimated=False, at=BEGIN,
                    )
                )  # fmt: skip

        store.run(decide)


def main() -> None:
    job = json.loads(sys.argv[1])
    store: Store[BenchUnit] = Store(job["mongo"], job["database"], "bench", BenchUnit, Clock())
    store.set_up()
    commit_units(store, job["events"] // AT_ONCE)
    broker = BrokerAccess(job["broker"])
    topics = OwnTopics(broker, [TOLD], forgetful=job["broker_kind"] == "tansu")
    relay = Relay(store, Sender(broker, "bench-relay", store.port), topics, f"relay-{uuid.uuid4().hex}")
    waits = {"pending": True}
    while store.db.outbox.count_documents(waits) and not relay.turn():
        time.sleep(0.05)  # until it holds the lease and its first pages are sent
    settle()
    sent, began, used = 0, time.perf_counter(), time.process_time()
    while (done := relay.turn()) or store.db.outbox.count_documents(waits, limit=1):
        sent += done
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    relay.stop()
    store.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"events": sent, "seconds": seconds, "cpu": cpu, "peak": peak}))
