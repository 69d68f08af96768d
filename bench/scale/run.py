"""Records real events, has them heard and relayed, and says what one of them costs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil
from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient

from bench.child import measured
from bench.figure import Figure
from bench.scale.recorded import Told, record
from bench.versions import versions
from libs.events import Envelope
from libs.events.services import SERVICES
from libs.testing.running import BROKER_KIND, Parts
from libs.topology.estate import Estate, estate

SPEED, EVENTS = float(os.environ.get("SPEED", "1000")), int(os.environ.get("EVENTS", "10000"))
HEARERS = ("billing", "console")
"""Who hears most; of fire's and access's events, which the others hear, a day brings a few hundred."""
RELAYED = 12_000
SITES, A_DAY = 100, 24 + 144
"""So many sites are wanted; of each meter of one, so many hours and ten minutes are told a day, and little else is."""


def run(_: int) -> list[Figure]:
    """Once, whatever ROUNDS says: it takes minutes, and CPU seconds differ little."""
    told, whole = record(SPEED, EVENTS), estate()
    meters = len({event.subject for event in told["power"].events if "demand-closed" in event.type})
    wanted = SITES * meters * A_DAY / 86_400
    print(f"  {meters} meters: {meters * A_DAY} events a day, {wanted:.0f} a second of {SITES} sites")
    _print_bytes(told)
    rates: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, Parts.started(Path(folder)) as parts:
        _publish(parts, whole, (event for one in told.values() for event in one.events))
        for service in HEARERS:
            topics = _heard(whole, service)
            events = sum(event.topic in topics for one in told.values() for event in one.events)
            job = {"service": service, "topics": topics, "events": events, **_told_to(parts, service)}
            rates[service] = _cost(parts, f"{service} hears", "bench.scale.hearing", job)
        job = {"events": RELAYED, **_told_to(parts, "relay")}
        beside = "the database, with its commit before,"
        rates["relay"] = _cost(parts, "the relay sends", "bench.history.relaying", job, beside)
    said, with_what = "nothing pinned; CPU seconds", versions()
    return [
        Figure(f"scale.{name}", f">= {wanted:.0f}", "events/s a core", [rate], (), None, said, with_what)
        for name, rate in rates.items()
    ]


def _told_to(parts: Parts, name: str) -> dict[str, Any]:
    database = f"scale_{name}"
    return {
        "broker": parts.broker.address, "broker_kind": BROKER_KIND, "mongo": parts.address(database, database),
        "database": database,
    }  # fmt: skip


def _heard(whole: Estate, service: str) -> list[str]:
    """The topics that a service reads, but those that no backlog may delay."""
    safety = {topic.name for one in whole.services for topic in one.topics if topic.safety}
    return sorted({hearing.topic for hearing in whole.hearings() if hearing.reader == service} - safety)


def _publish(parts: Parts, whole: Estate, events: Iterable[Envelope]) -> None:
    """All of them, where and as they were."""
    topics = {topic.name: topic for one in whole.services for topic in one.topics}
    admin = KafkaAdminClient(bootstrap_servers=parts.broker.address)
    admin.create_topics(
        {name: {"num_partitions": topic.partitions, "replication_factor": 1} for name, topic in topics.items()}
    )
    admin.close()
    producer = KafkaProducer(
        bootstrap_servers=parts.broker.address, linger_ms=20, batch_size=256_000, metrics_enabled=False
    )
    for event in events:
        producer.send(
            event.topic, key=event.subject.encode(), value=event.data, headers=event.headers(),
            partition=event.partition,
        )  # fmt: skip
    producer.flush()
    producer.close()


def _cost(parts: Parts, what: str, module: str, job: dict[str, Any], beside: str = "the database beside it") -> float:
    """Runs it; prints what an event cost, and returns how many a core does in a second.

    The database's share is of all that was run: beside the relay, of the commits of what it sends too.
    """
    database = psutil.Process(parts.database.child.pid)
    before = sum(database.cpu_times()[:2])
    answer = measured(module, job, pinned=False, patched=True)
    cpu, events = float(answer["cpu"]), int(answer["events"])
    shared = (sum(database.cpu_times()[:2]) - before) / job["events"]
    print(
        f"  {what:<16} {events:>7} events: {cpu / events * 1e6:>5.0f} us of CPU an event, {events / cpu:>7.0f} a core "
        f"and second; {beside} {shared * 1e6:>5.0f} us",
        flush=True,
    )
    return events / cpu


def _print_bytes(told: dict[str, Told]) -> None:
    print(f"  {'bytes an event':<16}{'events':>9}{'record':>9}{'on disk':>9}{'sent':>9}{'besides':>9}")
    for service in SERVICES:
        each = told[service].each
        figures = "".join(f"{size:>9.0f}" for size in (each.record, each.stored, each.sent, each.kept))
        print(f"  {service:<16}{len(told[service].events):>9}{figures}", flush=True)
