"""Kill -9, twenty times, of whatever runs, under load: nothing is lost, doubled or reordered, and all go on."""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from libs.testing.liveness import five_more_each
from libs.testing.load import Load
from libs.testing.running import Parts, Running, running, until

ROUNDS = 20
PROCESSES = [("counter", "api"), ("counter", "worker"), ("ledger", "api"), ("ledger", "worker")]
VICTIMS = [*PROCESSES, ("counter", "worker"), ("ledger", "worker"), ("database", ""), ("broker", "")]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The toys on parts of their own, which may be killed too."""
    with (
        Parts.started(tmp_path_factory.mktemp("killed")) as parts,
        running(parts, "libs.testing.toys", ("counter", "ledger")) as toys,
    ):
        yield toys


def kill(toys: Running, service: str, process: str) -> None:
    """Kill -9, and started again at once, as the supervisor does."""
    if process:
        toys.kill(service, process)
        toys.start(service, process)
        return
    part = toys.parts.database if service == "database" else toys.parts.broker
    part.kill()
    part.start()
    part.wait_ready()


def test_twenty_rounds(alone: Running) -> None:
    seed = int(os.environ.get("CHAPELLE_SEED", "0")) or random.SystemRandom().randrange(1, 1_000_000)
    print(f"CHAPELLE_SEED={seed}")
    chosen = random.Random(seed).choices(VICTIMS, k=ROUNDS)
    with Load(alone) as load:
        load.wait_booked(20, "it flows")
        for victim in chosen:
            kill(alone, *victim)
            load.wait_answered(5, f"answers after {victim}, seed {seed}")
    alone.wait_ready()
    five_more_each(alone)
    until(load.all_booked, f"all has arrived (seed {seed})")
    wiped = alone.parts.broker.kind == "tansu" and ("broker", "") in chosen
    assert load.breaches(wiped) == [], f"seed {seed}"


def test_the_database_is_away(alone: Running) -> None:
    """Whoever asks is told to try again; afterwards all is fine."""
    count, key = f"count-{uuid.uuid4().hex[:8]}", uuid.uuid4().hex
    add, tick = {"count": count, "by": 1}, {"id": "t1", "count": count, "by": 1, "at": "2026-03-02T09:00:00Z"}
    alone.parts.database.child.kill()
    with ThreadPoolExecutor(6) as callers:
        asked = [
            callers.submit(alone.post, "counter", "/v1/adds", add, key=key),
            callers.submit(alone.post, "counter", "/v1/ticks", {"ticks": [tick]}),
            callers.submit(alone.get, "counter", f"/v1/counts/{count}"),
            callers.submit(alone.get, "counter", "/v1/dead-letters"),
            callers.submit(alone.get, "counter", "/v1/record", topic="chapelle.counter.count.v1", partition=0),
            callers.submit(alone.get, "counter", "/health/ready"),
        ]
        answers = [one.result() for one in asked]
    assert [answer.status_code for answer in answers] == [503] * 6
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}
    assert {answer.headers["retry-after"] for answer in answers} == {"1"}
    alone.parts.database.start()
    alone.parts.database.wait_ready()
    until(lambda: alone.post("counter", "/v1/adds", add, key=key).status_code == 200, "it can be asked again")
    assert alone.post("counter", "/v1/ticks", {"ticks": [tick]}).json()["accepted"] == 1
    assert alone.get("counter", f"/v1/counts/{count}").json()["total"] == 2
    alone.wait_ready()
    until(lambda: alone.get("ledger", f"/v1/entries/{count}").json().get("places") == [1, 2], "and it flows")
