"""Alarms beside a crowd, alarms beside a backlog of it, and the bare broker beside the crowd, round by round."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient

from bench.child import ROOT, measured
from bench.figure import Figure
from bench.fire.alarms import A_SECOND, ACCESS, FIRE, PASSES, ZONES, Alarms
from bench.latency.pace import paced, quantiles
from bench.versions import versions
from libs.testing.running import BROKER_KIND, Parts, Running, until
from services.access.worker import AccessWorker

UNITS, EVENTS = 20, 100
"""2,000 other events a second, in batches as meters send them."""
A_SECOND_OF_IT = UNITS * EVENTS
"""So many may be on their way where nothing waits."""
BACKLOG, AT_ONCE = 200_000, 500
CROWD = "bench.fire.services"
NAMES = ("alarms", "behind", "bare")


def run(rounds: int) -> list[Figure]:
    """p50 and p99 of each, in milliseconds, in interleaved rounds, each on new parts. Nothing is pinned."""
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in NAMES}
    for turn in range(rounds):
        with tempfile.TemporaryDirectory() as folder, Parts.started(Path(folder)) as parts:
            for name, took in zip(NAMES, _round(parts), strict=True):
                seen[name].append(quantiles(took))
                p50, p99 = seen[name][-1]
                print(f"  round {turn + 1} {name:<7} p50 {p50:>6.1f} ms, p99 {p99:>6.1f} ms", flush=True)
    p50s, p99s = ({name: [one[which] for one in seen[name]] for name in NAMES} for which in (0, 1))
    said, with_what = "nothing pinned", versions()
    return [
        Figure("fire.released_p99", "<= 100", "ms", p99s["alarms"], (), None, said, with_what),
        Figure("fire.released_vs_bare", "<= 7", "ms", p99s["alarms"], p99s["bare"], p99s["bare"], said, with_what),
        Figure("fire.backlog_p50", "<= 1.2", "ms", p50s["behind"], p50s["alarms"], None, said, with_what),
        Figure("fire.backlog_p99", "<= 1.2", "ms", p99s["behind"], p99s["alarms"], None, said, with_what),
    ]


def _round(parts: Parts) -> Iterator[list[int]]:
    running = Running(parts, "services", ("access", "fire", "crowd", "throng"))
    try:
        for name in ("access", "fire"):
            running.start(name, "api")
            running.start(name, "worker")
        running.start("crowd", "api", CROWD)
        running.start("crowd", "worker", CROWD)
        running.start("throng", "worker", CROWD)
        running.wait_ready()
        for name, section in (("access", ACCESS), ("fire", FIRE)):
            assert running.post(name, "/v1/site", section).status_code == 200
        with Alarms.watched(running) as alarms:
            alarms.took()  # warm
            with _walking(running):
                yield alarms.took()
                running.end("throng", "worker")
                _pile_up(running)
                before = _applied(running)
                running.start("throng", "worker", CROWD)
                until(lambda: _applied(running) > before, "the backlog is being worked off")
                yield alarms.took()
                waiting = _given(running) - _applied(running)
                assert waiting > A_SECOND_OF_IT, "the backlog was worked off before the last alarm"
                print(f"  {waiting} were still waiting then", flush=True)
                yield _bare(parts)
    finally:
        running.stop()


@contextmanager
def _walking(running: Running) -> Iterator[None]:
    """The crowd walks on meanwhile, in a session of its own, as services are."""
    job = _crowd(running) | {"name": "walks", "units": UNITS, "events": EVENTS}
    argv = [sys.executable, "-m", "bench.fire.walking", json.dumps(job)]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as walking:
        assert walking.stdout is not None
        walking.stdout.readline()
        try:
            yield
        finally:
            walking.terminate()


def _pile_up(running: Running) -> None:
    """So many steps more, published, and heard by nobody yet."""
    job = _crowd(running) | {"name": "waits", "events": AT_ONCE, "at_once": BACKLOG // AT_ONCE}
    measured("bench.fire.walking", job, pinned=False)
    until(lambda: _published(running) - _applied(running) >= BACKLOG, "the backlog is published", 300)


def _published(running: Running) -> int:
    """Steps that the broker has."""
    return sum(one["sent"] for one in running.database("crowd").relay.find({"next": {"$exists": True}}))


def _given(running: Running) -> int:
    """Steps that have their number."""
    return sum(one["next"] - 1 for one in running.database("crowd").relay.find({"next": {"$exists": True}}))


def _applied(running: Running) -> int:
    return sum(one["next"] - 1 for one in running.database("throng").positions.find())


def _crowd(running: Running) -> dict[str, object]:
    mongo = running.environment("crowd", "worker")["CHAPELLE_MONGO"]
    return {"mongo": mongo, "database": running.database_of("crowd")}


def _bare(parts: Parts) -> list[int]:
    """One record each time an alarm would be sent, by a producer, to a consumer with the safety lane's settings."""
    topic, records = f"bare-{uuid.uuid4().hex[:8]}", len(ZONES) * PASSES
    admin = KafkaAdminClient(bootstrap_servers=parts.broker.address)
    admin.create_topics({topic: {"num_partitions": 4, "replication_factor": 1}})
    admin.close()
    job = {
        "broker": parts.broker.address, "broker_kind": BROKER_KIND, "topic": topic, "partitions": 4, "records": records,
        "within": AccessWorker.hears_within,
    }  # fmt: skip
    argv = [sys.executable, "-m", "bench.latency.polling", json.dumps(job)]
    producer = KafkaProducer(bootstrap_servers=parts.broker.address, acks="all", linger_ms=0, metrics_enabled=False)
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as consumer:
        assert consumer.stdout is not None
        consumer.stdout.readline()
        for turn in paced(A_SECOND, records / A_SECOND):
            producer.send(topic, key=b"zone", value=b"%d" % time.monotonic_ns(), partition=turn % 4)
        producer.flush()
        took: list[int] = json.loads(consumer.stdout.readline())
    producer.close()
    return took
