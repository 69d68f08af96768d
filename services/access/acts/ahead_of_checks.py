"""What checks that wait together read together, one query a collection, before each is decided."""

from __future__ import annotations

from collections.abc import Iterator

from services.access.domain.badge import Badge
from services.access.domain.door import Door
from services.access.domain.passage import Direction
from services.access.domain.person import Person
from services.access.domain.schedule import Schedule
from services.access.domain.zone import Zone
from services.access.store import AccessUnit


def behind_the_door(unit: AccessUnit, door: str, direction: Direction, badge: str) -> Iterator[tuple[type, str]]:
    """What a check needs by its door and badge."""
    here, shown = unit.doors.get(door), unit.badges.get(badge)
    if here is not None:
        yield Zone, here.leads_to(direction)
        if direction is Direction.IN:
            yield from ((Door, other) for other in here.interlock)
        if here.first is not None:
            yield from ((Badge, here.first.badge), (Person, here.first.person))
    if shown is not None:
        yield Person, shown.person


def hours(unit: AccessUnit, door: str, direction: Direction, badge: str) -> Iterator[tuple[type, str]]:
    """The schedules of whoever wants to enter."""
    here, shown = unit.doors.get(door), unit.badges.get(badge)
    if here is None:
        return
    zone = here.leads_to(direction)
    for one in (shown, here.first):
        person = unit.people.get(one.person) if one else None
        if person is not None:
            yield from ((Schedule, name) for name in person.schedules_of(zone))
