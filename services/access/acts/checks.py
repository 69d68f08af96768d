"""A badge is shown at a door."""

from __future__ import annotations

from datetime import datetime

from libs.events import replace
from libs.store import new_id
from services.access.acts.passages import unlock
from services.access.domain.check import Check, Reason, Shown, decide
from services.access.domain.door import First
from services.access.domain.passage import Direction, Reservation
from services.access.domain.person import Person
from services.access.store import AccessUnit

OF_BOTH = frozenset({Reason.ZONE_FULL, Reason.ESCORT_NEEDED})
"""What two persons are refused for together; else the second begins again as the first."""


def check_badge(
    unit: AccessUnit, *, door: str, direction: Direction, badge: str, at: datetime, duress: bool = False,
    id: str = "",
) -> Check:  # fmt: skip
    """Decides on a badge at a door and keeps the decision; a grant unlocks the door and reserves. `id`: else a new one.

    Raises `Refused` (not found) for an unknown door; every other no is a denied check.
    """
    shown = shown_at(unit, door, direction, badge, at, duress)
    id, reason = id or new_id(unit.now), decide(shown)
    if reason is Reason.SECOND_PERSON_NEEDED and shown.person is not None:
        return _one_of_two(unit, id, shown, shown.person)
    return _decided(unit, Check.of(id, shown, reason), shown)


def _decided(unit: AccessUnit, check: Check, shown: Shown) -> Check:
    """The decision, kept and told; granted, it unlocks the door."""
    unit.save(check.told())
    if check.reason.granted:
        _admit(unit, shown, check.id)
    return check


def _one_of_two(unit: AccessUnit, id: str, shown: Shown, person: Person) -> Check:
    """Whoever showed their badge here just before comes in too, if both may together; else the two begin again."""
    first = _first(unit, shown, person)
    theirs = decide(replace(first, beside=shown)) if first is not None else Reason.SECOND_PERSON_NEEDED
    if first is None or not (theirs.granted or theirs in OF_BOTH):
        unit.put(replace(shown.door, first=First(person.id, shown.credential, shown.at)))
        return _decided(unit, Check.of(id, shown, Reason.SECOND_PERSON_NEEDED), shown)
    ours = decide(replace(shown, beside=first))
    if not (ours.granted and theirs.granted):
        return _decided(unit, Check.of(id, shown, theirs if ours.granted else ours), shown)
    door = replace(shown.door, first=None)
    check = _decided(unit, Check.of(id, shown, ours), replace(shown, door=door))
    as_it_is = replace(first, door=unit.doors.need(door.id), zone=unit.zones.need(shown.zone.id))
    _decided(unit, replace(Check.of(new_id(unit.now), first, theirs), beside=check.id), as_it_is)
    return check


def _first(unit: AccessUnit, shown: Shown, second: Person) -> Shown | None:
    """Who showed their badge here just before, as they stand now."""
    first = shown.door.waited_for(second.id, shown.at)
    if first is None:
        return None
    found = shown_at(unit, shown.door.id, shown.direction, first.badge, shown.at)
    return found if found.person is not None and found.person.id == first.person else None


def shown_at(
    unit: AccessUnit, door_id: str, direction: Direction, badge_id: str, at: datetime, duress: bool = False
) -> Shown:
    """All that the decision on a badge at a door may know. Raises `Refused` (not found) for an unknown door."""
    door = unit.doors.need(door_id, at="/door")
    zone = unit.zones.need(door.leads_to(direction))
    person = unit.people.holding(badge_id)
    badge = person.badge(badge_id) if person else None
    named = person.schedules_of(zone.id) if person else set()
    schedules = unit.schedules.many(named) if named else {}
    interlocked = unit.doors.many(door.interlock) if door.interlock and direction is Direction.IN else {}
    return Shown(
        at, direction, door, zone, badge, person, schedules, duress, interlocked=tuple(interlocked.values()),
        credential=badge_id,
    )  # fmt: skip


def _admit(unit: AccessUnit, shown: Shown, check: str) -> None:
    """Unlocks the door. An entry takes the person's token and a place in the zone: so it conflicts with a
    revocation, a lockdown or a fire decided at the same instant, which write the one or the other; and with a grant
    at a door of its interlock.
    """
    person, grant = shown.person, shown.grant(check)
    if person is not None and shown.direction is Direction.IN:
        place = Reservation(check, person.id, shown.zone.id, grant.until)
        unit.put(person.admitted(place))
        if shown.zone.rules.capacity is None:
            unit.guard(shown.zone)
        else:
            unit.put(shown.zone.expecting(place, shown.at))
        for other in shown.interlocked:
            unit.guard(other)
    unlock(unit, shown.door, grant)
