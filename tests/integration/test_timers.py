"""Durable timers: each fires once, with its due time, whoever lives then."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from libs.events import rfc3339
from libs.testing.running import Running, until


def eggs(number: int) -> list[str]:
    name = uuid.uuid4().hex[:8]
    return [f"egg-{name}-{n}" for n in range(number)]


def boil(toys: Running, names: list[str], seconds: float) -> datetime:
    done = toys.now() + timedelta(seconds=seconds)
    answer = toys.post("counter", "/v1/eggs", {"eggs": names, "done": rfc3339(done)})
    assert answer.status_code == 200, answer.text
    return done


def boiled(toys: Running, names: list[str]) -> list[dict[str, Any]]:
    return list(toys.database("counter").eggs.find({"_id": {"$in": names}, "times": {"$gt": 0}}))


def test_two_workers_fire_each_once(toys: Running) -> None:
    toys.start("counter", "worker-2")
    toys.wait_ready()
    names = eggs(60)
    done = boil(toys, names, 0.5)
    until(lambda: len(boiled(toys, names)) == len(names), "all are done")
    toys.kill("counter", "worker-2")
    assert {(egg["times"], egg["done"]) for egg in boiled(toys, names)} == {(1, done)}
    assert toys.database("counter").due_timers.count_documents({"key": {"$in": names}}) == 0
    said = [
        event for page in toys.database("counter").outbox.find({"topic": "chapelle.counter.egg.v1"})
        for event in page["events"] if event["key"] in names
    ]  # fmt: skip
    assert len(said) == len(names)
    assert {event["time"] for event in said} == {done}


def test_one_that_failed_here_and_was_done_elsewhere_stalls_no_more(toys: Running) -> None:
    """As when a newer worker knows how, and the one beside it does not yet."""
    (egg,) = eggs(1)
    stream = f"timer:egg:{egg}"
    timers = toys.database("counter").due_timers

    def said() -> list[str]:
        record = toys.get("counter", "/v1/record", topic="chapelle.counter.stream.v1", partition=0, limit=1000).json()
        return [item["type"].split(".")[3] for item in record.get("items", []) if item["data"]["stream"] == stream]

    timers.insert_one({"_id": f"egg:{egg}", "id": f"egg:{egg}", "name": "egg", "key": egg, "due": toys.now(), "v": 1})
    until(lambda: said() == ["stream-stalled"], "there is no such egg")
    timers.delete_one({"_id": f"egg:{egg}"})
    until(lambda: said() == ["stream-stalled", "stream-resumed"], "it is no longer waited for")


def test_due_while_nobody_lives(toys: Running) -> None:
    names = eggs(3)
    done = boil(toys, names, 2.0)
    toys.kill("counter", "worker")
    until(lambda: toys.now() > done, "the time has come")
    assert boiled(toys, names) == []
    toys.start("counter", "worker")
    until(lambda: len(boiled(toys, names)) == 3, "late, and all of them")
    assert {(egg["times"], egg["done"]) for egg in boiled(toys, names)} == {(1, done)}
