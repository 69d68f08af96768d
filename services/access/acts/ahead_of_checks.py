"""What checks that wait together read together, one query a collection, before each is decided."""

from __future__ import annotations

from collections.abc import Iterator

from services.access.domain.door import Door
from services.access.domain.passage import Direction
from services.access.domain.person import Person
from services.access.domain.schedule import Schedule
from services.access.domain.zone import Zone
from services.access.store import AccessUnit

Reads = Iterator[tuple[type, str]]


def behind_the_door(unit: AccessUnit, door: str, direction: Direction, badge: str) -> Reads:
    """What a check needs by its door, and by whoever shows the badge."""
    here, person = unit.doors.get(door), unit.people.holding(badge)
    if here is None:
        return
    zone = here.leads_to(direction)
    yield Zone, zone
    if direction is Direction.IN:
        yield from ((Door, other) for other in here.interlock)
    if here.first is not None:
        yield Person, here.first.person
    if person is not None:
        yield from _hours(person, zone)


def hours_of_the_first(unit: AccessUnit, door: str, direction: Direction) -> Reads:
    """The schedules of whoever showed their badge at the door just before."""
    here = unit.doors.get(door)
    first = unit.people.get(here.first.person) if here is not None and here.first is not None else None
    if here is not None and first is not None:
        yield from _hours(first, here.leads_to(direction))


def _hours(person: Person, zone: str) -> Reads:
    yield from ((Schedule, name) for name in person.schedules_of(zone))
