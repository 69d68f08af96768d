"""Ours: the worker's bulk lane and applier, under eventlet as in every worker."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.path.job import BATCH, Job, Tally
from bench.path.meters import HEARD, BenchUnit, Meter, MeterHourClosed, closed
from libs.bus.applier import Applier
from libs.bus.consumers import make_consumer
from libs.bus.handlers import Handler, Handlers
from libs.bus.lane import Lane, Work
from libs.bus.members import Members
from libs.bus.partitions import Partitions
from libs.bus.record import Record
from libs.bus.watch import Watch
from libs.events.contracts import published_types
from libs.processes.garbage import settle
from libs.runtime.settings import Settings
from libs.store import Store, Unit


class MeterWorker:
    """What a service's worker does in its handler."""

    def keep(self, event: MeterHourClosed, unit: BenchUnit) -> None:
        meter = unit.meters.get(event.source) or Meter(event.source)
        unit.save(
            closed(
                meter, until=event.until, register=event.register_until, kwh=event.kwh, estimated=event.estimated,
                at=event.time,
            )
        )  # fmt: skip


def main() -> None:
    handlers = Handlers()
    handlers.add(Handler("keep", MeterHourClosed, lambda e: [(Meter, e.source)]))
    apply(Job.given(), "bench", BenchUnit, handlers, MeterWorker())


def apply(
    job: Job, service: str, unit: type[Unit], handlers: Handlers, worker: object, topics: Sequence[str] = (HEARD.name,)
) -> None:
    """The events of the topics, by this service's handlers, into an empty database."""
    nowhere = Path(os.devnull)
    settings = Settings(
        service=service, broker=job.broker, broker_kind=job.broker_kind, mongo=job.mongo, database=job.database,
        port=1, token_file=nowhere, public_key_file=nowhere, batch=BATCH,
    )  # fmt: skip
    store: Store[Unit] = Store(job.mongo, job.database, service, unit, settings.platform_clock)
    store.set_up()
    record = Record(settings.url, nowhere)
    tally = Tally(job)

    class Counted(Applier):
        def moved(self, place: Any, reads: Any, posted: Any) -> None:
            super().moved(place, reads, posted)
            if tally.committed(len(reads)):
                lane.stop()

    applier = Counted(store, handlers, record, service, published_types(), 10_000)

    def call(work: Work) -> None:
        tally.begin()
        work(worker)

    consumer = make_consumer(settings, "bulk")
    partitions = Partitions(consumer, topics, Members(store, service))
    lane = Lane(consumer, partitions, applier, Watch(record, list, handlers.hears, dict), call, 200)
    settle()
    lane.run()


if __name__ == "__main__":
    main()
