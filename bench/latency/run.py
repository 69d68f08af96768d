"""Runs ours and bare in turn, round by round."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

from kafka.admin import KafkaAdminClient

from bench.child import ROOT, measured
from bench.figure import Figure
from bench.latency.pace import EVENTS, UNITS, quantiles
from bench.latency.services.sink.worker import SinkWorker
from bench.versions import versions
from libs.testing.running import BROKER_KIND, Parts, Running, until

SECONDS, WARM = 10.0, 2.0
PARTITIONS = 4


def run(rounds: int) -> list[Figure]:
    """p50 and p99 of each, in milliseconds, in interleaved rounds, each on new parts. Nothing is pinned: five
    processes on two cores."""
    ours: list[tuple[float, float]] = []
    bare: list[tuple[float, float]] = []
    for turn in range(rounds):
        with tempfile.TemporaryDirectory() as folder, Parts.started(Path(folder)) as parts:
            ours.append(_ours(parts))
            bare.append(_bare(parts))
        for name, (p50, p99) in (("ours", ours[-1]), ("bare", bare[-1])):
            print(f"  round {turn + 1} {name:<6} p50 {p50:>6.1f} ms, p99 {p99:>6.1f} ms", flush=True)
    p50s, p99s = ([[one[which] for one in side] for side in (ours, bare)] for which in (0, 1))
    said, with_what = "nothing pinned", versions()
    return [
        Figure("latency.p50", "<= 3.5", "ms", p50s[0], p50s[1], p50s[1], said, with_what),
        Figure("latency.p99", "<= 10", "ms", p99s[0], p99s[1], p99s[1], said, with_what),
    ]


def _ours(parts: Parts) -> tuple[float, float]:
    running = Running(parts, "bench.latency.services", ("source", "sink"))
    try:
        for name in running.names:
            running.start(name, "worker")
        running.wait_ready()
        told: dict[str, object] = {"mongo": running.environment("source", "worker")["CHAPELLE_MONGO"]}
        told |= {"database": running.database_of("source"), "seconds": WARM + SECONDS}
        committed: dict[str, int] = measured("bench.latency.committing", told, pinned=False)
        heard = running.database("sink")["heard"]
        until(lambda: heard.count_documents({}) >= len(committed), "all heard")
        seen = {one["_id"]: one["seen"] for one in heard.find()}
    finally:
        running.stop()
    first = min(committed.values()) + int(WARM * 1e9)
    return quantiles([seen[id] - at for id, at in committed.items() if at >= first])


def _bare(parts: Parts) -> tuple[float, float]:
    topic, number = f"bare-{uuid.uuid4().hex[:8]}", int(UNITS * EVENTS * (WARM + SECONDS))
    admin = KafkaAdminClient(bootstrap_servers=parts.broker.address)
    admin.create_topics({topic: {"num_partitions": PARTITIONS, "replication_factor": 1}})
    admin.close()
    job = {
        "broker": parts.broker.address, "broker_kind": BROKER_KIND, "topic": topic, "partitions": PARTITIONS,
        "records": number, "seconds": WARM + SECONDS, "within": SinkWorker.hears_within,
    }  # fmt: skip
    argv = [sys.executable, "-m", "bench.latency.polling", json.dumps(job)]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as consumer:
        assert consumer.stdout is not None
        consumer.stdout.readline()
        measured("bench.latency.sending", job, pinned=False)
        took: list[int] = json.loads(consumer.stdout.readline())
    return quantiles(took[int(UNITS * EVENTS * WARM) :])
