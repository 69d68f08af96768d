"""Runs the contenders in turn, round by round, and says how they compare."""

from __future__ import annotations

import tempfile
from pathlib import Path

from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient

from bench import pinning
from bench.child import measured
from bench.figure import Figure
from bench.path.job import Job
from bench.path.meters import HEARD, records
from bench.versions import versions
from libs.testing.running import BROKER_KIND, Parts

EVENTS = 24_000
CONTENDERS = {"ours": EVENTS, "faststream_peer": 600, "nameko_peer": 600, "floor": EVENTS}
"""How many events each applies in a round; the peers fewer, so that a round is not all theirs."""
PATCHED = {"ours", "nameko_peer"}
"""They run under eventlet, as nameko does."""


def run(rounds: int) -> list[Figure]:
    """Events/s of each, in interleaved rounds."""
    rates: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    with tempfile.TemporaryDirectory() as folder, pinning.on(pinning.PARTS), Parts.started(Path(folder)) as parts:
        fill(parts.broker.address, EVENTS)
        for turn in range(rounds):
            for name in CONTENDERS:
                rates[name].append(_one(parts, name, turn))
    pinned, with_what = pinning.said("the contender"), versions()

    def figure(against: str, goal: str) -> Figure:
        return Figure(
            f"path.vs_{against.removesuffix('_peer')}", goal, "events/s", rates["ours"], rates[against],
            rates["floor"], pinned, with_what,
        )  # fmt: skip

    return [figure("faststream_peer", ">= 20"), figure("nameko_peer", ">= 12"), figure("floor", ">= 0.6")]


def _one(parts: Parts, name: str, turn: int) -> float:
    module, database = f"bench.path.{name}", f"path_{name}_{turn}"
    return applied(parts, module, database, CONTENDERS[name], name in PATCHED)


def applied(parts: Parts, module: str, database: str, events: int, patched: bool) -> float:
    """Events/s that a contender applies, in a database of its own."""
    uri = parts.database.grant(database.replace("_", "-"), database)
    job = Job(parts.broker.address, BROKER_KIND, uri, database, events)
    answer = measured(module, job.as_json(), patched=patched)
    rate, cpu = answer["events"] / answer["seconds"], answer["cpu"] / answer["events"] * 1e6
    print(f"  {database:<24} {rate:>9.0f} events/s, {cpu:>6.0f} µs of CPU an event", flush=True)
    return float(rate)


def fill(broker: str, events: int) -> None:
    """So many events, numbered, in their topic."""
    admin = KafkaAdminClient(bootstrap_servers=broker)
    admin.create_topics({HEARD.name: {"num_partitions": HEARD.partitions, "replication_factor": 1}})
    admin.close()
    producer = KafkaProducer(bootstrap_servers=broker, linger_ms=20, batch_size=256_000, metrics_enabled=False)
    for event in records(events):
        producer.send(
            event.topic,
            key=event.subject.encode(),
            value=event.data,
            headers=event.headers(),
            partition=event.partition,
        )
    producer.flush()
    producer.close()
