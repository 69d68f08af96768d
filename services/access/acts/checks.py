"""A badge is shown at a door."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.access.acts.identifiers import new_id
from services.access.acts.passages import pass_through
from services.access.domain.check import Check, Reason, Shown, decide
from services.access.domain.door import First
from services.access.domain.passage import Direction, Grant, Reservation
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
    shown = replace(shown_at(unit, door, direction, badge, at), duress=duress)
    reason = decide(shown)
    if reason is not Reason.SECOND_PERSON_NEEDED:
        return _decided(unit, shown, badge, reason, id=id)
    first = _first(unit, shown)
    if first is not None:
        reason = decide(replace(shown, beside=first))
        if reason.granted:
            return _both(unit, first, shown)
    if reason is Reason.SECOND_PERSON_NEEDED and shown.person is not None:
        unit.put(replace(shown.door, first=First(shown.person.id, badge, at)))
    return _decided(unit, shown, badge, reason)


def _decided(
    unit: AccessUnit, shown: Shown, badge: str, reason: Reason, beside: str | None = None, id: str = ""
) -> Check:
    """The decision, kept and told; granted, it unlocks the door."""
    right = shown.deciding if shown.direction is Direction.IN else None
    check = Check(
        id=id or new_id(unit.now), door=shown.door.id, direction=shown.direction, badge=badge, at=shown.at,
        zone=shown.zone.id, person=shown.person.id if shown.person else None, reason=reason,
        unlock_seconds=shown.door.unlock_seconds if reason.granted else 0,
        right=right.id if right else None, duress=shown.duress, rights=shown.looked_at(), beside=beside,
    )  # fmt: skip
    unit.save(check.told())
    if reason.granted:
        _admit(unit, shown, check.id)
    return check


def _first(unit: AccessUnit, shown: Shown) -> Shown | None:
    """Who showed their badge here just before, and has nothing against them alone."""
    person = shown.person
    first = shown.door.waited_for(person.id, shown.at) if person is not None else None
    if first is None:
        return None
    found = shown_at(unit, shown.door.id, shown.direction, first.badge, shown.at)
    if found.person is None or found.person.id != first.person:
        return None
    reason = decide(replace(found, beside=shown))
    return found if reason.granted or reason in OF_BOTH else None


def _both(unit: AccessUnit, first: Shown, second: Shown) -> Check:
    """Two persons are let in: the first gets a decision of their own, beside that of the second."""
    free = replace(second.door, first=None)
    unit.put(free)
    reason, theirs = decide(replace(second, beside=first)), decide(replace(first, beside=second))
    check = _decided(unit, replace(second, door=free), _badge(second), reason)
    door, zone = unit.doors.need(free.id), unit.zones.need(second.zone.id)
    _decided(unit, replace(first, door=door, zone=zone), _badge(first), theirs, beside=check.id)
    return check


def _badge(shown: Shown) -> str:
    return shown.badge.id if shown.badge else ""


def shown_at(unit: AccessUnit, door_id: str, direction: Direction, badge_id: str, at: datetime) -> Shown:
    """All that the decision on a badge at a door may know. Raises `Refused` (not found) for an unknown door."""
    door = unit.doors.need(door_id, at="/door")
    zone = unit.zones.need(door.leads_to(direction))
    badge = unit.badges.get(badge_id)
    person = unit.people.get(badge.person) if badge else None
    named = person.schedules_of(zone.id) if person else set()
    schedules = unit.schedules.many(named) if named else {}
    interlocked = unit.doors.many(door.interlock) if door.interlock and direction is Direction.IN else {}
    return Shown(at, direction, door, zone, badge, person, schedules, interlocked=tuple(interlocked.values()))


def _admit(unit: AccessUnit, shown: Shown, check: str) -> None:
    """Unlocks the door. An entry takes the person's token and a place in the zone: so it conflicts with a
    revocation, a lockdown or a fire decided at the same instant, which write the one or the other; and with a grant
    at a door of its interlock.
    """
    door, person, until = shown.door, shown.person, shown.at + shown.door.window
    grant = Grant(check, person.id if person else None, shown.direction, shown.zone.id, shown.at, until)
    if person is not None and shown.direction is Direction.IN:
        right = shown.deciding
        if right is not None:
            grant = replace(grant, visit=right.visit, escorted=right.escorted)
        place = Reservation(check, person.id, shown.zone.id, until)
        unit.put(person.admitted(place))
        if shown.zone.rules.capacity is None:
            unit.guard(shown.zone)
        else:
            unit.put(shown.zone.expecting(place, shown.at))
        for other in shown.interlocked:
            unit.guard(other)
    unlocked, used = door.granted(grant)
    unit.put(unlocked)
    pass_through(unit, door.id, used)
