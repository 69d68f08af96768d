"""Three workers and three apis of each service at once: the work is shared, and everything happens once."""

from __future__ import annotations

import signal
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from libs.events import rfc3339
from libs.testing.at_once import at_once
from libs.testing.load import Load
from libs.testing.running import Parts, Running, running, until

APIS = ("api", "api-2", "api-3")
WORKERS = ("worker", "worker-2", "worker-3")
HEARD = {("chapelle.counter.count.v1", n) for n in range(4)} | {("chapelle.counter.urgent.v1", n) for n in range(2)}


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """On parts of their own, whose topics only they write."""
    with (
        Parts.started(tmp_path_factory.mktemp("three")) as parts,
        running(parts, "libs.testing.toys", ("counter", "ledger")) as toys,
    ):
        for service in toys.names:
            for process in (*APIS[1:], *WORKERS[1:]):
                toys.start(service, process)
        toys.wait_ready()
        yield toys


def name(toys: Running, worker: str) -> str:
    return str(toys.ports["ledger", worker])


def living(toys: Running, service: str) -> set[str]:
    """By their ports, as the database has it."""
    stored = toys.database(service).workers.find_one({"_id": "living"})
    return {worker["name"].rpartition(":")[2] for worker in stored["workers"]} if stored else set()


def read_by(toys: Running, workers: tuple[str, ...]) -> Counter[tuple[str, int]]:
    """How many of the workers read each partition."""
    found: Counter[tuple[str, int]] = Counter()
    for worker in workers:
        for figure in toys.metrics("ledger", worker):
            if figure.startswith("chapelle_partition_read{"):
                _, partition, _, topic, _ = figure.split('"')
                found[topic, int(partition)] += 1
    return found


def shared(toys: Running, workers: tuple[str, ...]) -> bool:
    """Whether each partition is read by one of them."""
    return read_by(toys, workers) == Counter(dict.fromkeys(HEARD, 1))


def booked_by(toys: Running, worker: str) -> float:
    return toys.metrics("ledger", worker).get('chapelle_handled_events{handler="book"}', 0.0)


def lost(toys: Running, service: str, workers: tuple[str, ...] = WORKERS) -> dict[str, float]:
    """Commits that each worker has lost to a fence."""
    return {worker: toys.figure(service, "fence_lost", worker) for worker in workers}


def relays(toys: Running, service: str) -> tuple[str, int]:
    """Who has the relay's lease, and the how manyth that is."""
    lease = toys.database(service).relay.find_one({"_id": "lease"})
    return (lease["holder"], lease["epoch"]) if lease else ("", 0)


# -- the same key


def at_the_same_instant(toys: Running, key: str, bodies: list[dict[str, object]]) -> list[httpx.Response]:
    """One of them is asked of each api."""

    def ask(asked: tuple[str, dict[str, object]]) -> httpx.Response:
        api, body = asked
        return toys.post("counter", "/v1/adds", body, key=key, api=api)

    return at_once(ask, list(zip(APIS, bodies, strict=True)))


def test_the_same_key_at_three_apis(three: Running) -> None:
    for _ in range(20):
        count, key = f"count-{uuid.uuid4().hex[:8]}", uuid.uuid4().hex
        answers = at_the_same_instant(three, key, [{"count": count, "by": 5}] * 3)
        assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}
        assert answers[0].json() == {"count": count, "total": 5}
        assert three.get("counter", f"/v1/counts/{count}").json()["total"] == 5


def test_the_same_key_of_another_request(three: Running) -> None:
    for _ in range(10):
        count, key = f"count-{uuid.uuid4().hex[:8]}", uuid.uuid4().hex
        answers = at_the_same_instant(three, key, [{"count": count, "by": by} for by in (1, 2, 3)])
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
        done = next(answer.json()["total"] for answer in answers if answer.status_code == 200)
        assert three.get("counter", f"/v1/counts/{count}").json()["total"] == done
        for by, api in zip((1, 2, 3), reversed(APIS), strict=True):  # and later, asked of any
            again = three.post("counter", "/v1/adds", {"count": count, "by": by}, key=key, api=api)
            assert again.status_code == (200 if by == done else 409)


# -- what a service does once


def test_timers_fire_once_and_nobody_fights(three: Running) -> None:
    def conflicts() -> float:
        return sum(three.figure("counter", "conflict_decided_again", worker) for worker in WORKERS)

    before = conflicts()
    eggs = [f"egg-{uuid.uuid4().hex[:8]}" for _ in range(90)]
    done = three.now() + timedelta(seconds=0.5)
    three.post("counter", "/v1/eggs", {"eggs": eggs, "done": rfc3339(done)})
    boiled = three.database("counter").eggs
    until(lambda: boiled.count_documents({"_id": {"$in": eggs}, "times": {"$gt": 0}}) == len(eggs), "all are done")
    assert {(egg["times"], egg["done"]) for egg in boiled.find({"_id": {"$in": eggs}})} == {(1, done)}
    assert three.database("counter").due_timers.count_documents({"key": {"$in": eggs}}) == 0
    assert conflicts() == before


# -- partitions


def test_a_day_of_three_workers(three: Running) -> None:
    toys = three
    until(lambda: shared(toys, WORKERS), "each partition is read by one")
    with Load(toys) as load:
        load.wait_booked(20, "it flows")
        before, relay = lost(toys, "ledger"), [relays(toys, service) for service in toys.names]
        had = {worker: booked_by(toys, worker) for worker in WORKERS}
        load.wait_booked(100, "it goes on flowing")
        until(lambda: all(booked_by(toys, worker) > had[worker] for worker in WORKERS), "each of them takes part")
        assert lost(toys, "ledger") == before  # nobody gets into another's way
        assert [relays(toys, service) for service in toys.names] == relay

        toys.end("ledger", "worker-2")  # it finishes what it has, and says that it goes
        assert name(toys, "worker-2") not in living(toys, "ledger")  # nobody waits for its lease to run out
        until(lambda: shared(toys, ("worker", "worker-3")), "two share what there is")
        load.wait_booked(20, "two go on")
        toys.kill("ledger", "worker-3")
        until(lambda: shared(toys, ("worker",)), "one has all")
        assert living(toys, "ledger") == {name(toys, "worker")}  # the dead are forgotten
        load.wait_booked(20, "one goes on")

        for worker in WORKERS[1:]:
            toys.start("ledger", worker)
        until(lambda: shared(toys, WORKERS), "three again")
        load.wait_booked(50, "three go on")
        toys.kill("ledger", "worker-2", signal.SIGSTOP)
        until(lambda: shared(toys, ("worker", "worker-3")), "who stands still is taken for dead")
        load.wait_booked(20, "two go on without it")
        toys.kill("ledger", "worker-2", signal.SIGCONT)
        until(lambda: shared(toys, WORKERS), "it is back")
        load.wait_booked(20, "and takes part")
        after = lost(toys, "ledger")
        load.wait_booked(100, "it goes on flowing")
        assert lost(toys, "ledger") == after
        print("lost to a fence:", after)
    until(load.all_booked, "all has arrived, once and in order")
    assert load.breaches(wiped=False) == []
    assert sum(after.values()) <= 20  # at most one a partition that went over while in hand


def test_each_of_the_three_dies_in_turn(three: Running) -> None:
    toys = three
    boiled, eggs = toys.database("counter").eggs, list[str]()
    with Load(toys) as load:
        load.wait_booked(20, "it flows")
        _, before = relays(toys, "counter")
        for api, worker in zip(APIS, WORKERS, strict=True):
            more = [f"egg-{uuid.uuid4().hex[:8]}" for _ in range(30)]
            eggs += more
            done = rfc3339(toys.now() + timedelta(seconds=0.5))
            assert toys.post("counter", "/v1/eggs", {"eggs": more, "done": done}, api=api).status_code == 200
            dead = (("counter", api), ("counter", worker), ("ledger", worker))
            for service, process in dead:
                toys.kill(service, process)
            load.wait_booked(20, f"the others go on without {worker}")  # what the api had is asked of another one
            for service, process in dead:
                toys.start(service, process)
            toys.wait_ready()
        load.wait_booked(50, "three go on")
    _, after = relays(toys, "counter")
    assert after > before  # whoever had the relay's lease has died since
    until(load.all_booked, "all has arrived, once and in order")
    assert load.breaches(wiped=False) == []
    until(lambda: boiled.count_documents({"_id": {"$in": eggs}, "times": {"$gt": 0}}) == len(eggs), "all are done")
    assert {egg["times"] for egg in boiled.find({"_id": {"$in": eggs}})} == {1}
