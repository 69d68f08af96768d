"""Batches in a row: the next is decided on what the one before makes, though that may still fail."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from pymongo.errors import PyMongoError

from libs.bus import applier
from libs.bus.plan import Raw
from libs.bus.row import Row
from libs.events import Envelope, replace
from libs.store import Conflict, FenceLost, OutcomeUnknown, Unavailable
from libs.testing.crash import HOWS, CrashPort, How, Killed, break_each_step
from libs.testing.late import Late
from libs.testing.running import Parts
from libs.testing.walk import Heard, Walk

BATCH = 2
BATCH_STEPS = ["store.write", "store.commit"]


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of two are long enough to be decided ahead."""
    monkeypatch.setattr(applier, "LONG_BATCH", BATCH)


def changes(walk: Walk, key: str, first: int, last: int) -> list[Envelope]:
    return [walk.event(key, n, partition=0) for n in range(first, last + 1)]


def apply(walk: Walk, events: list[Envelope], worker: Any = None) -> None:
    """Applies them in a row; each commit is done when it is waited for."""
    if (walk.topic.name, 0) not in walk.applier.places:
        walk.applier.take_over(walk.topic.name, 0)
    walk.gave(events[-1].sequence)
    Row(walk.applier, Late).apply(worker or walk, walk.topic.name, 0, raws(walk, events), BATCH)


def raws(walk: Walk, events: list[Envelope]) -> list[Raw]:
    """As they lie in the topic."""
    return [raw._replace(offset=event.sequence - 1) for raw, event in zip(walk.as_raws(events), events, strict=True)]


class Meddling:
    """A sink during whose n-th change something happens elsewhere."""

    def __init__(self, walk: Walk, at: int, happens: Any) -> None:
        self.walk, self.at, self.happens = walk, at, happens

    def book(self, event: Any, unit: Any) -> None:
        if event.place == self.at:
            self.at = 0
            self.happens()
        self.walk.book(event, unit)


def written_by_another(walk: Walk, id: str) -> None:
    other = walk.store(1)
    other.run(lambda unit: unit.put(replace(unit.heard.get(id) or Heard(id), places=(0,))))
    other.close()


@pytest.fixture
def port() -> CrashPort:
    return CrashPort()


def test_each_is_decided_on_what_the_one_before_makes(walk: Walk, port: CrashPort) -> None:
    apply(walk, changes(walk, "a", 1, 2))
    port.steps.clear()
    apply(walk, changes(walk, "a", 3, 8))
    assert walk.places() == {"a": tuple(range(1, 9))}
    assert port.steps == BATCH_STEPS * 3  # nothing is read
    assert walk.applier.places[walk.topic.name, 0].next == 9
    assert walk.sink.find("positions", {}, 0)[0]["next"] == 9


def test_what_fails_takes_with_it_what_was_decided_on_it(walk: Walk) -> None:
    """at(3) is decided; at(5) another has written what 3 and 4 rely on, so 3, 4, 5 and 6 are decided again."""
    apply(walk, changes(walk, "a", 1, 2))
    apply(walk, changes(walk, "a", 3, 6), Meddling(walk, 5, lambda: written_by_another(walk, "a")))
    assert walk.places() == {"a": (0, 3, 4, 5, 6)}
    assert walk.sink.sometimes["ahead_thrown_away"] == 1


def test_who_has_lost_the_partition_sends_nothing_more(walk: Walk) -> None:
    apply(walk, changes(walk, "a", 1, 2))
    other = walk.new_applier()
    taken = Meddling(walk, 5, lambda: other.take_over(walk.topic.name, 0))
    with pytest.raises(FenceLost):
        apply(walk, changes(walk, "a", 3, 8), taken)
    assert walk.places() == {"a": (1, 2)}
    other.apply(walk, walk.topic.name, 0, raws(walk, changes(walk, "a", 1, 8)))
    assert walk.places() == {"a": tuple(range(1, 9))}


class Searching:
    """A sink that books each count once, and looks for what was booked by searching."""

    def book(self, event: Any, unit: Any) -> None:
        found = unit.heard.where(id=event.count)
        unit.put(Heard(event.count, (*(found[0].places if found else ()), event.place)))


def test_a_search_sees_what_is_being_committed(walk: Walk) -> None:
    apply(walk, changes(walk, "a", 1, 6), Searching())
    assert walk.places() == {"a": (1, 2, 3, 4, 5, 6)}
    assert walk.sink.sometimes["ahead_thrown_away"] == 0


def test_a_key_that_waits_is_waited_for_by_what_follows(walk: Walk) -> None:
    walk.poison.add("a")
    pairs = ((walk.event("a", n, partition=0), walk.event("b", n + 1, partition=0)) for n in (1, 3, 5))
    apply(walk, [event for pair in pairs for event in pair])
    waiting = [(letter.key, letter.place, letter.behind) for letter in walk.letters()]
    assert waiting == [("a", 1, False), ("a", 3, True), ("a", 5, True)]
    assert walk.places() == {"b": (2, 4, 6)}


def test_a_hole_is_filled_from_the_record(walk: Walk) -> None:
    a = next(key for key in walk.spread("a", 2) if walk.event(key, 1).partition == 0)
    walk.add([a] * 8)
    walk.relay()
    events = walk.record.all(walk.topic.name, 0)
    apply(walk, [event for event in events if event.sequence not in (4, 5)])
    assert walk.places() == walk.expected()


@pytest.mark.parametrize("how", HOWS)
def test_any_step_may_break(parts: Parts, how: How) -> None:
    port = CrashPort()
    walk = Walk(parts, port)
    at = break_each_step(lambda at: _broken_at(walk, port, at, how))
    walk.close()
    assert at > len(BATCH_STEPS) * 3


def _broken_at(walk: Walk, port: CrashPort, at: int, how: How) -> bool:
    key = f"at{at}"
    walk.restart()
    first = walk.applier.take_over(walk.topic.name, 0).next
    events = changes(walk, key, first, first + 7)
    apply(walk, events[:2])
    port.crash_at(at, how)
    with suppress(Killed, PyMongoError, Unavailable, OutcomeUnknown, FenceLost, Conflict):
        apply(walk, events[2:])
    hit, port.at = port.hit, None
    walk.restart()
    walk.applier.take_over(walk.topic.name, 0)
    walk.applier.apply(walk, walk.topic.name, 0, raws(walk, events))
    assert walk.places()[key] == tuple(range(first, first + 8)), f"{how} at step {at}"
    return hit
