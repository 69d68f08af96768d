"""Method 10: projections made again from the record, held against the live ones, and put in their place in one step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from libs.bus.replay import CannotApply, Period
from libs.bus.replay.comparing import Count
from libs.store import FenceLost
from libs.testing.gate import Gate, stopped
from libs.testing.running import Parts
from libs.testing.walk import Walk


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def told(parts: Parts, gate: Gate) -> Iterator[Walk]:
    """A walk whose sink keeps what it has heard as a projection."""
    walking = Walk(parts, gate, projection=True)
    yield walking
    walking.close()


def spoil(walk: Walk, a: str, b: str) -> None:
    """One document says something else, one has vanished, one is too many."""
    walk.heard().update_one({"_id": a}, {"$set": {"places": [1, 3]}})
    walk.heard().delete_one({"_id": b})
    walk.heard().insert_one({"_id": "nobody", "v": 1, "id": "nobody", "places": [7]})


def is_the_same(walk: Walk) -> bool:
    compared = walk.new_replay().try_out().compared
    assert compared is not None
    return compared.same


def test_made_again_it_is_the_same(told: Walk) -> None:
    walk = told
    a, b, c = walk.spread("k", 3)
    walk.add([a, b, a, c])
    walk.add([b, a])
    walk.drain()
    outbox = list(walk.sink.db.outbox.find())

    filled = walk.new_replay().fill_again()

    assert (filled.events, filled.goes_on, filled.waiting, filled.discarded) == (6, False, [], 0)
    assert walk.sink.generations.look() == "g1"
    assert walk.places() == {a: (1, 2, 3), b: (1, 2), c: (1,)}
    assert is_the_same(walk)
    assert list(walk.sink.db.outbox.find()) == outbox
    walk.add([a, c])
    walk.drain()  # and it goes on there
    assert walk.places() == walk.expected()
    assert walk.breaches() == []


def test_what_was_spoiled_is_found_and_mended(told: Walk) -> None:
    walk = told
    a, b, c = walk.spread("k", 3)
    walk.add([a, b, a, c])
    walk.drain()
    spoil(walk, a, b)
    spoiled = walk.places()

    compared = walk.new_replay().try_out().compared

    assert compared is not None
    assert not compared.same
    assert compared.counts == {"heard": Count(documents=3, equal=1, different=1, missing=1, too_many=1)}
    assert [(id, [(field, live) for field, live, _ in there]) for _, id, there in compared.shown] == [
        (a, [("places", [1, 3])]),
        (b, [("", None)]),
        ("nobody", [("", walk.heard().find_one({"_id": "nobody"}))]),
    ]
    assert compared.shown[0][2][0][2] == [1, 2]
    assert walk.places() == spoiled  # a dry run mends nothing
    assert [name for name in walk.sink.db.list_collection_names() if "trial" in name] == []

    walk.new_replay().fill_again()

    assert walk.places() == {a: (1, 2), b: (1,), c: (1,)}
    assert is_the_same(walk)


def test_a_replay_that_was_broken_off_is_gone_on_with(told: Walk) -> None:
    walk = told
    keys = walk.spread("k", 4)
    for _ in range(10):
        walk.add(keys)
    walk.drain()

    class Breaking:
        """It ends at the 25th event."""

        given = 0

        def book(self, event: Any, unit: Any) -> None:
            self.given += 1
            if self.given == 25:
                raise ArithmeticError("enough")
            walk.book(event, unit)

    with pytest.raises(CannotApply, match=rf"{walk.counted.type} of k-.*, sequence 5 of .*/1: ArithmeticError: enough"):
        walk.new_replay(batch=4, worker=Breaking()).fill_again()
    assert walk.sink.generations.look() == ""  # nothing is swapped
    assert walk.places() == walk.expected()

    filled = walk.new_replay(batch=4).fill_again()

    assert (filled.goes_on, filled.events) == (True, 16)
    assert walk.places() == walk.expected()


def test_a_lane_goes_on_between_the_fence_and_the_swap(told: Walk, gate: Gate) -> None:
    walk = told
    a, b = walk.spread("k", 2)
    walk.add([a, b])
    walk.drain()
    spoil(walk, a, b)
    with stopped(gate.stop_at("replay.release"), walk.new_replay().fill_again) as ended:
        walk.add([a, b, a])
        walk.drain()  # it has taken the partitions over again
    assert ended.fault is None
    assert walk.sink.sometimes["replay_swap_again"] == 1
    walk.add([b])
    walk.drain()
    assert walk.places() == walk.expected()
    assert is_the_same(walk)


def test_a_lane_that_has_decided_before_the_swap_does_not_commit_after_it(told: Walk, gate: Gate) -> None:
    walk = told
    a, b = walk.spread("k", 2)
    walk.add([a, b])
    walk.drain()
    walk.add([a])
    walk.relay()
    raws = walk.raws()[walk.topic.name, 0]
    lane = walk.applier
    lane.take_over(walk.topic.name, 0)
    with stopped(gate.stop_at("store.write"), lambda: lane.apply(walk, walk.topic.name, 0, raws)) as ended:
        walk.new_replay().fill_again()
    assert isinstance(ended.fault, FenceLost)
    assert walk.places() == {a: (1,), b: (1,)}
    walk.drain()
    assert walk.places() == {a: (1, 2), b: (1,)}
    assert is_the_same(walk)


def test_letters_that_wait_are_kept_and_told(told: Walk) -> None:
    walk = told
    a, b = walk.spread("k", 2)
    walk.add([a, b])
    walk.drain()
    walk.poison.add(a)
    walk.add([a, a, b])
    walk.drain()
    walk.poison.clear()
    letters = walk.letters()

    filled = walk.new_replay().fill_again()

    assert [(one["_id"], one["behind"]) for one in filled.waiting] == [(letters[0].id, False), (letters[1].id, True)]
    assert walk.letters() == letters
    assert walk.places() == {a: (1,), b: (1, 2)}
    assert is_the_same(walk)
    walk.hear()
    walk.decide(letters[0].id, "requested")
    walk.settle()
    walk.add([a])
    walk.drain()
    assert walk.places() == {a: (1, 2, 3, 4), b: (1, 2)}
    assert is_the_same(walk)


def test_a_letter_that_was_discarded_is_not_applied(told: Walk) -> None:
    walk = told
    a = walk.spread("k", 1)[0]
    walk.poison.add(a)
    walk.add([a, a])
    walk.drain()
    walk.poison.clear()
    walk.decide(walk.letters()[0].id, "discarding")
    walk.settle()
    walk.add([a])
    walk.drain()
    assert walk.places() == {a: (2, 3)}
    filled = walk.new_replay().fill_again()
    assert (filled.waiting, filled.discarded) == ([], 1)
    assert walk.places() == {a: (2, 3)}


@pytest.mark.parametrize("more", [0, 3], ids=["and nothing more", "and more of its key"])
def test_letters_are_settled_after_the_replay_has_passed_them(told: Walk, gate: Gate, more: int) -> None:
    walk = told
    a, b = walk.spread("k", 2)
    walk.poison.add(a)
    walk.add([a, a, b])
    walk.drain()
    walk.poison.clear()
    with stopped(gate.stop_at("replay.fence"), walk.new_replay(batch=1).fill_again) as ended:
        walk.hear()
        walk.decide(walk.letters()[0].id, "requested")
        assert walk.settle() == 2
        for _ in range(more):
            walk.add([a])
        walk.drain()
    assert ended.fault is None
    assert walk.places() == {a: tuple(range(1, 3 + more)), b: (1,)}
    assert is_the_same(walk)


def test_a_period(told: Walk) -> None:
    """Only what an event of the period has changed is put in the place of what is live."""
    walk = told
    a, b, c = walk.spread("k", 3)
    walk.add([a, b])
    begin = walk.source.now()
    walk.add([b, c])
    end = walk.source.now()
    walk.add([a])
    walk.drain()
    for key in (a, b, c):
        walk.heard().update_one({"_id": key}, {"$set": {"places": []}})
    walk.heard().insert_one({"_id": "nobody", "v": 1, "id": "nobody", "places": [7]})

    compared = walk.new_replay().try_out(Period(begin, end)).compared
    assert compared is not None
    assert [(id, [f for f, *_ in there]) for _, id, there in compared.shown] == [(b, ["places"]), (c, ["places"])]

    walk.new_replay().fill_again(Period(begin, end))

    assert walk.places() == {a: (), b: (1, 2), c: (1,), "nobody": (7,)}
    assert [name for name in walk.sink.db.list_collection_names() if "touched" in name] == []
    walk.add([a, c])
    walk.drain()
    assert walk.places() == {a: (3,), b: (1, 2), c: (1, 2), "nobody": (7,)}


def test_one_that_was_begun_again_by_another_ends(told: Walk, gate: Gate) -> None:
    walk = told
    walk.add(walk.spread("k", 4))
    walk.drain()
    with stopped(gate.stop_at("replay.move"), walk.new_replay().fill_again) as ended:
        walk.new_replay().fill_again()
    assert isinstance(ended.fault, FenceLost)
    assert walk.places() == walk.expected()
    assert walk.sink.generations.look() == "g1"
