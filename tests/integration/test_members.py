"""Who lives, as the workers of a service see it: by leases, in one document."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo.read_concern import ReadConcern

from libs.bus.lane import Work
from libs.bus.members import Members
from libs.bus.schedule import Every
from libs.testing.running import until
from libs.testing.walk import Walk


@pytest.fixture
def three(walk: Walk) -> list[Members]:
    return [Members(walk.sink, name) for name in ("a", "b", "c")]


def let_the_lease_of_b_run_out(walk: Walk) -> None:
    past = {"$set": {"workers.$[b].until": datetime(2000, 1, 1, tzinfo=UTC)}}
    walk.sink.db.workers.update_one({"_id": "living"}, past, array_filters=[{"b.name": "b"}])


def kept(walk: Walk) -> list[str]:
    workers = walk.sink.db.get_collection(
        "workers", read_concern=ReadConcern("local")
    )  # the lease waits for no journal
    stored = workers.find_one({"_id": "living"})
    return sorted(worker["name"] for worker in stored["workers"]) if stored else []


def test_one_after_the_other_comes(three: list[Members]) -> None:
    for member in three:
        member.renew()
    assert [member.living for member in three] == [("a",), ("a", "b"), ("a", "b", "c")]
    for member in three:
        member.renew()
    assert {member.living for member in three} == {("a", "b", "c")}
    assert [member.first() for member in three] == [True, False, False]
    assert [sum(member.mine(f"timer:{n}") for member in three) for n in range(20)] == [1] * 20


def test_who_leaves_is_gone_at_once(walk: Walk, three: list[Members]) -> None:
    a, b, c = three
    for member in (a, b, c):
        member.renew()
    b.leave()
    assert kept(walk) == ["a", "c"]
    a.renew()
    assert a.living == ("a", "c")


def test_who_is_dead_is_forgotten_and_may_come_back(walk: Walk, three: list[Members]) -> None:
    a, b, c = three
    for member in (a, b, c):
        member.renew()
    let_the_lease_of_b_run_out(walk)
    a.renew()
    assert a.living == ("a", "c")
    assert kept(walk) == ["a", "c"]
    b.renew()
    a.renew()
    assert a.living == b.living == ("a", "b", "c")


def test_who_is_started_again_under_its_name_is_in_its_old_place(walk: Walk, three: list[Members]) -> None:
    for member in three:
        member.renew()
    again = Members(walk.sink, "b")
    again.renew()
    assert again.living == ("a", "b", "c")
    assert kept(walk) == ["a", "b", "c"]


class Device:
    """A worker with a method that is to run every so often."""

    def __init__(self) -> None:
        self.read = 0

    def look(self, _unit: Any) -> None:
        self.read += 1


@contextmanager
def looking(walk: Walk, device: Device, member: Members) -> Iterator[None]:
    def call(work: Work) -> None:
        work(device)

    every = Every(walk.sink, "look", 0.01, call, member.first)
    thread = threading.Thread(target=every.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        every.stop()
        thread.join(10.0)


def test_what_is_done_every_so_often_is_done_by_one(walk: Walk, three: list[Members]) -> None:
    a, b, _ = three
    for member in (a, b, a):
        member.renew()
    one, other = Device(), Device()
    with looking(walk, one, a), looking(walk, other, b):
        until(lambda: one.read >= 3, "the first looks")
        assert other.read == 0
        a.leave()
        b.renew()
        until(lambda: other.read >= 3, "the next one does when the first is gone")
