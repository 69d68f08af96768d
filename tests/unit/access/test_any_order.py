"""Signals late, doubled or out of order end as they would in order."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from services.access.acts.doors import Signal, hear_door
from services.access.acts.passages import pass_through
from services.access.domain.passage import Direction, Grant
from tests.unit.access.house import House, time

START = time("09:00:00")
PEOPLE = ("nadia", "omar", "karim", "vera")


class Told(NamedTuple):
    """What happened `second` seconds after nine at a door: somebody was granted, or it gave a signal."""

    second: int
    door: str
    kind: str
    who: str = ""
    check: str = ""


def hear(house: House, told: Told) -> None:
    at = START + timedelta(seconds=told.second)
    if told.kind in ("in", "out"):
        door, way = house.door(told.door), Direction(told.kind)
        grant = Grant(told.check, told.who, way, door.leads_to(way), at, at + door.window, escorted=told.who == "vera")
        unlocked, used = door.granted(grant)
        house.unit.put(unlocked)
        pass_through(house.unit, door.id, used)
    else:
        hear_door(house.unit, door=told.door, kind=Signal(told.kind), at=at)


class End(NamedTuple):
    """How everything stands: each person's zone and since when, who is in each zone, and each door."""

    people: dict[str, object]
    zones: dict[str, tuple[str, ...]]
    escorted: dict[str, tuple[str, ...]]
    doors: dict[str, object]


def ends(story: list[Told]) -> End:
    """How a story ends when it is heard in this order; timers and alarms told on the way are left aside."""
    house = House()
    for told in story:
        hear(house, told)
    people: dict[str, object] = {id: (house.person(id).zone, house.person(id).since) for id in PEOPLE}
    zones = {id: house.zone(id).people for id in ("lobby", "hall-a", "vault")}
    escorted = {id: house.zone(id).escorted for id in zones}
    doors: dict[str, object] = {
        id: (door.leaf, door.contact, door.open, door.grants, door.openings, door.exit_requests, door.locked_at)
        for id in ("entrance", "hall-door", "vault-door")
        for door in (house.door(id),)
    }
    return End(people, zones, escorted, doors)


def test_one_way_in_and_further_in_every_order() -> None:
    story = [
        Told(0, "entrance", "in", "nadia", "c1"),
        Told(2, "entrance", "opened"),
        Told(4, "entrance", "closed"),
        Told(20, "hall-door", "in", "nadia", "c2"),
        Told(22, "hall-door", "opened"),
        Told(24, "hall-door", "closed"),
    ]
    expected = ends(story)
    assert expected.zones == {"lobby": (), "hall-a": ("nadia",), "vault": ()}
    for order in permutations(story):
        assert ends(list(order)) == expected


MOMENTS = st.builds(
    Told,
    second=st.integers(0, 40),
    door=st.sampled_from(["entrance", "hall-door", "vault-door"]),
    kind=st.sampled_from(["opened", "closed", "exit_request", "contact_lost", "contact_restored", "locked"]),
)


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Told], list[Told]]:
    """A story in the order of time, and the same shuffled, with some of its signals doubled."""
    signals = draw(st.lists(MOMENTS, max_size=12))
    grants = [
        Told(draw(st.integers(0, 40)), draw(st.sampled_from(["entrance", "hall-door"])),
             draw(st.sampled_from(["in", "out"])), draw(st.sampled_from(PEOPLE)), f"c{n}")
        for n in range(draw(st.integers(0, 6)))
    ]  # fmt: skip
    story = sorted([*signals, *grants])
    doubled = draw(st.lists(st.sampled_from(signals), max_size=3)) if signals else []
    return story, draw(st.permutations([*story, *doubled]))


@given(stories())
@settings(max_examples=150, deadline=None)
def test_any_story_in_any_order(told: tuple[list[Told], list[Told]]) -> None:
    in_order, shuffled = told
    assert ends(shuffled) == ends(in_order)
