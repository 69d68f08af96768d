"""Versions of an event: an old one is applied as the newest; a newer one waits for its reader, and none passes it."""

from __future__ import annotations

from typing import Any

import pytest

from libs.bus.plan import Stalled
from libs.events import Event
from libs.testing.walk import Walk


def newer_of(walk: Walk) -> Any:
    """The walk's event as version 2, which must say a unit."""

    def with_unit(data: dict[str, Any]) -> dict[str, Any]:
        return {"count": data["count"], "place": data["place"], "unit": "piece" if data["text"] == "" else data["text"]}

    class Counted(Event, topic=walk.topic, key="count", version=2, upcasts={1: with_unit}):
        count: str
        place: int
        unit: str
        text: str = ""

    return Counted


class Second:
    """What raises version 2: as the walk's own, with a unit."""

    def __init__(self, event: Any) -> None:
        self.event = event

    def __call__(self, **fields: Any) -> Any:
        return self.event(unit="piece", **fields)


def publish(walk: Walk, event: Any) -> None:
    """The source is upgraded."""
    walk.counted = Second(event)


def upgrade(walk: Walk, event: Any) -> None:
    """The sink is upgraded, and started again."""
    walk.hears = event
    walk.applier = walk.new_applier()


def test_old_and_new_are_applied_in_one_order(walk: Walk) -> None:
    a, b = walk.spread("k", 2)
    newer = newer_of(walk)
    upgrade(walk, newer)
    older = walk.counted
    for counted in (older, Second(newer), older, Second(newer)):
        walk.counted = counted
        walk.add([a, b])
    walk.drain()
    assert walk.places() == {a: (1, 2, 3, 4), b: (1, 2, 3, 4)}
    assert walk.letters() == []
    assert walk.breaches() == []


def test_a_newer_version_waits_for_its_reader_with_all_that_follows(walk: Walk) -> None:
    a, _, b = walk.spread("k", 3)
    newer = newer_of(walk)
    older = walk.counted
    walk.add([a, b])
    publish(walk, newer)
    walk.add([a])
    walk.counted = older  # the two run side by side
    walk.add([a, b])
    publish(walk, newer)
    walk.add([a])
    walk.drain()

    assert walk.places() == {a: (1,), b: (1, 2)}
    letters = walk.letters()
    assert letters[0].reason == "counted.v2 is newer than this reader, which knows v1: upgrade, then send again"
    assert [(letter.key, letter.behind) for letter in letters] == [(a, False), (a, True), (a, True)]
    assert walk.sink.sometimes["other_version_refused"] == 2

    walk.decide(letters[0].id, "requested")
    assert walk.settle() == 0  # sent again too early it waits again
    assert walk.letters()[0].tries == 2

    upgrade(walk, newer)
    walk.drain()
    walk.decide(letters[0].id, "requested")
    assert walk.settle() == 3
    walk.add([a])
    walk.drain()
    assert walk.places() == {a: (1, 2, 3, 4, 5), b: (1, 2)}
    assert {letter.state for letter in walk.letters()} == {"applied"}
    assert walk.breaches() == []


def test_a_newer_version_that_nobody_published_is_told_so(walk: Walk) -> None:
    a = walk.spread("k", 1)[0]
    walk.hear_events([walk.event(a, 1, type=newer_of(walk).type)])
    (letter,) = walk.letters()
    assert letter.reason == f"no event {newer_of(walk).type} is published on {walk.topic.name}"


def test_whether_a_newer_version_was_published_waits_for_the_record(walk: Walk) -> None:
    a = walk.spread("k", 1)[0]
    publish(walk, newer_of(walk))
    walk.add([a])
    walk.relay()
    walk.record.away = True
    with pytest.raises(Stalled, match="away"):
        walk.hear()
    assert walk.letters() == []
    walk.record.away = False
    walk.hear()
    assert [letter.key for letter in walk.letters()] == [a]


def test_whatever_an_upcast_raises_is_a_letter(walk: Walk) -> None:
    a, _, b = walk.spread("k", 3)
    older = walk.event(a, 1, data=b'{"count":"x","place":1}')
    upgrade(walk, newer_of(walk))
    walk.hear_events([older, walk.event(b, 2)])
    (letter,) = walk.letters()
    assert letter.reason == f"the data is not a {older.type}: KeyError: 'text'"
    assert walk.places() == {b: (2,)}
