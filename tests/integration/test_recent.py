"""In a long run of batches documents are taken as they were last at hand; who relied on an old one decides again."""

from __future__ import annotations

from functools import partial
from typing import Any

from libs.bus.applier import LONG_BATCH
from libs.events import replace
from libs.store import Expiry
from libs.store.recent import Recent
from libs.testing.walk import Heard, Walk

LIMIT = "limit"


def batch(walk: Walk, key: str, first: int, number: int = LONG_BATCH) -> None:
    """Applies so many changes of a key, as one batch of partition 0, from a place on."""
    events = [walk.event(key, first + n, partition=0) for n in range(number)]
    if (walk.topic.name, 0) not in walk.applier.places:
        walk.applier.take_over(walk.topic.name, 0)
    walk.applier.apply(walk, walk.topic.name, 0, walk.as_raws(events))


def changed_by_another(walk: Walk, id: str, places: tuple[int, ...]) -> None:
    other = walk.store(1)
    other.run(lambda unit: unit.put(replace(unit.heard.get(id) or Heard(id), places=places)))
    other.close()


def test_what_another_has_written_is_decided_on_anew(walk: Walk) -> None:
    batch(walk, "a", 1)
    changed_by_another(walk, "a", (0,))
    batch(walk, "a", LONG_BATCH + 1)
    assert walk.places()["a"] == (0, *range(LONG_BATCH + 1, 2 * LONG_BATCH + 1))
    assert walk.sink.sometimes["conflict_decided_again"] == 1


def test_after_a_conflict_it_rests(walk: Walk) -> None:
    batch(walk, "a", 1)
    changed_by_another(walk, "a", (0,))
    batch(walk, "a", LONG_BATCH + 1)
    batch(walk, "a", 2 * LONG_BATCH + 1)
    changed_by_another(walk, "a", (0,))
    batch(walk, "a", 3 * LONG_BATCH + 1)
    assert walk.places()["a"] == (0, *range(3 * LONG_BATCH + 1, 4 * LONG_BATCH + 1))
    assert walk.sink.sometimes["conflict_decided_again"] == 1


def test_nothing_is_at_hand_after_a_short_batch(walk: Walk) -> None:
    batch(walk, "a", 1)
    batch(walk, "b", LONG_BATCH + 1, number=1)
    changed_by_another(walk, "a", (0,))
    batch(walk, "a", LONG_BATCH + 2)
    assert walk.places()["a"][0] == 0
    assert walk.sink.sometimes["conflict_decided_again"] == 0


class Bounded:
    """A sink that books a count only up to a limit that others set; it reads the limit, and does not write it."""

    def __init__(self, search: bool = False) -> None:
        self.search = search

    def book(self, event: Any, unit: Any) -> None:
        heard = unit.heard.get(event.count) or Heard(event.count)
        limit = unit.heard.get(LIMIT)
        if self.search:
            (limit,) = unit.heard.where(id=LIMIT)
        if event.place <= limit.places[0]:
            unit.put(replace(heard, places=(*heard.places, event.place)))


def bounded(walk: Walk, worker: Bounded) -> None:
    changed_by_another(walk, LIMIT, (1_000,))
    walk.applier.take_over(walk.topic.name, 0)
    for first in (1, LONG_BATCH + 1):
        events = [walk.event("a", first + n, partition=0) for n in range(LONG_BATCH)]
        walk.applier.apply(worker, walk.topic.name, 0, walk.as_raws(events))
        changed_by_another(walk, LIMIT, (LONG_BATCH + 5,))
    assert walk.places()["a"] == tuple(range(1, LONG_BATCH + 6))
    assert walk.sink.sometimes["conflict_decided_again"] == 1


def test_what_was_only_read_is_looked_at_before_the_commit(walk: Walk) -> None:
    bounded(walk, Bounded())


def test_what_a_search_finds_newer_is_decided_on_anew(walk: Walk) -> None:
    bounded(walk, Bounded(search=True))


def test_what_is_removed_is_not_at_hand(walk: Walk) -> None:
    batch(walk, "a", 1)

    class Removing:
        def book(self, event: Any, unit: Any) -> None:
            heard = unit.heard.get(event.count)
            if heard is not None:
                unit.remove(heard)

    events = [walk.event("a", LONG_BATCH + 1 + n, partition=0) for n in range(LONG_BATCH)]
    walk.applier.apply(Removing(), walk.topic.name, 0, walk.as_raws(events))
    batch(walk, "a", 2 * LONG_BATCH + 1)
    assert walk.places()["a"] == tuple(range(2 * LONG_BATCH + 1, 3 * LONG_BATCH + 1))


def at_hand(recent: Recent) -> list[str]:
    return [key for key in "abcd" if recent.get(("tallies", key)) is not None]


def test_of_the_last_unit_all_is_at_hand_and_of_those_before_as_much_as_there_is_room_for(walk: Walk) -> None:
    recent = Recent(most=2)
    walk.source.run(lambda unit: walk.change(unit, ["a", "b", "c"]), recent=recent)
    assert at_hand(recent) == ["a", "b", "c"]
    walk.source.run(lambda unit: walk.change(unit, ["d"]), recent=recent)
    assert at_hand(recent) == ["c", "d"]


def test_what_is_not_to_be_at_hand_is_read_again(walk: Walk) -> None:
    recent = Recent(alone={"others"})
    walk.source.run(lambda unit: walk.change(unit, ["a"]), recent=recent)
    assert at_hand(recent) == []


def test_history_is_known_to_the_next_unit_alone(walk: Walk) -> None:
    recent = Recent(history={"tallies"})
    walk.source.run(lambda unit: walk.change(unit, ["a", "b", "c"]), recent=recent)
    assert at_hand(recent) == ["a", "b", "c"]
    walk.source.run(lambda unit: walk.change(unit, ["a", "d"]), recent=recent)
    assert at_hand(recent) == ["a", "d"]
    recent.clear()
    assert at_hand(recent) == []


def test_history_pushes_nothing_out(walk: Walk) -> None:
    recent = Recent(most=1, history={"expiries"})
    walk.sink.run(lambda unit: unit.put(Heard("a")), recent=recent)
    for type in ("b", "c", "d"):
        walk.sink.run(partial(noted, Expiry(type)), recent=recent)
    assert recent.get(("heard", "a")) is not None


def noted(expiry: Expiry, unit: Any) -> None:
    unit.put(expiry)
