"""What the relay owes: every number in the topic, first seen in order, whatever happens to one record."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import pytest
from kafka.errors import KafkaTimeoutError

from libs.store.port import Port
from libs.testing.walk import Walk

P = ParamSpec("P")
R = TypeVar("R")


class Lost:
    """The future of a record that never left; it fails when the `others` of its round are in the topic."""

    def __init__(self, others: list[Any]) -> None:
        self.others = others

    def get(self, timeout: float) -> None:
        for other in self.others:
            other.get(timeout=timeout)
        raise KafkaTimeoutError(f"not acknowledged in {timeout:.0f} s")


class Losing(Port):
    """Loses the records of these turns; the ones before and after them are sent."""

    def __init__(self) -> None:
        self.lost: set[int] = set()
        self.produced = 0
        self.sent: list[Any] = []

    def call(self, step: str, act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if step == "relay.produce":
            self.produced += 1
            if self.produced in self.lost:
                return cast("R", Lost(self.sent))
            self.sent.append(act(*args, **kwargs))
            return cast("R", self.sent[-1])
        return act(*args, **kwargs)


@pytest.fixture
def losing() -> Losing:
    return Losing()


@pytest.fixture
def port(losing: Losing) -> Losing:
    return losing


def test_a_record_lost_in_the_middle_of_a_batch(walk: Walk, losing: Losing) -> None:
    a, _, b = walk.spread("k", 3)
    losing.lost = {2}
    walk.add([a, b, a, b])
    assert walk.relay() == 1  # up to the one that was lost: what came after it is not taken to be sent
    walk.hear()
    assert walk.places() == {a: (1, 2), b: (1, 2)}  # noticed, and taken from the record
    walk.drain()
    assert [number for _, _, number in walk.published(0)] == [1, 3, 4, 2, 3, 4]
    assert walk.places() == {a: (1, 2), b: (1, 2)}


def test_more_than_a_producer_should_hold(walk: Walk) -> None:
    a = walk.spread("k", 1)[0]
    for _ in range(12):
        walk.add([a], "x" * 900_000)
    walk.drain()
    assert walk.places() == {a: tuple(range(1, 13))}
    walk.restart()
    walk.source.db.relay.update_many({"sent": {"$exists": True}}, {"$set": {"sent": 0}})
    walk.drain()  # all of it again, in rounds of some megabytes
    assert [number for _, _, number in walk.published(0)] == [*range(1, 13), *range(1, 13)]
    assert walk.places() == {a: tuple(range(1, 13))}
    assert walk.breaches() == []


@pytest.mark.parametrize("made_again", list(itertools.product([False, True], repeat=2)), ids=str)
def test_a_wiped_broker_is_sent_the_tail_once(walk: Walk, made_again: tuple[bool, bool]) -> None:
    """`made_again`: by somebody else before the relay looked. That the places begin anew is how it shows then."""
    a = walk.spread("k", 1)[0]
    walk.add([a, a, a])
    walk.drain()
    for number, unnoticed in enumerate(made_again, 4):
        assert walk._relay is not None
        walk.wipe(made_again=unnoticed)
        walk._relay._topics_at = float("-inf")
        walk.add([a])
        walk.drain()
        assert [sent for _, _, sent in walk.published(0)] == [*[number] * unnoticed, *range(1, number + 1)]
    assert walk.source.sometimes["broker_wiped"] == 2
    assert walk.places() == {a: (1, 2, 3, 4, 5)}
