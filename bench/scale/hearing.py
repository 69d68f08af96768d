"""A service's own handlers, under eventlet as in its worker: all records of the topics that it is told, to the last."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from bench.path.job import BATCH, Job, Tally
from libs.bus.applier import Applier
from libs.bus.consumers import make_consumer, make_partitions
from libs.bus.lane import Lane, Work
from libs.bus.members import Members
from libs.bus.record import Record
from libs.bus.watch import Watch
from libs.bus.worker import handlers_of, worker_of
from libs.events.contracts import published_types
from libs.processes.garbage import settle
from libs.runtime.settings import Settings
from libs.store import Store


def main() -> None:
    told = json.loads(sys.argv[1])
    service, topics, job = told.pop("service"), told.pop("topics"), Job(**told)
    nowhere = Path(os.devnull)
    settings = Settings(
        service=service, broker=job.broker, broker_kind=job.broker_kind, mongo=job.mongo, database=job.database,
        port=1, token_file=nowhere, public_key_file=nowhere, batch=BATCH,
    )  # fmt: skip
    kind = worker_of("services", service)
    store: Store[Any] = Store(job.mongo, job.database, service, kind.unit, settings.platform_clock)
    store.set_up()
    handlers, record, tally = handlers_of(kind), Record(settings.url, nowhere), Tally(job)

    class Counted(Applier):
        def moved(self, place: Any, reads: Any, posted: Any) -> None:
            super().moved(place, reads, posted)
            if tally.committed(len(reads)):
                lane.stop()

    applier, worker = Counted(store, handlers, record, service, published_types(), 10_000), kind()

    def call(work: Work) -> None:
        tally.begin()
        work(worker)

    consumer = make_consumer(settings, "bulk", urgent=False)
    partitions = make_partitions(consumer, topics, Members(store, service))
    lane = Lane(consumer, partitions, applier, Watch(record, list, handlers.hears, dict), call, 200)
    settle()
    lane.run()
