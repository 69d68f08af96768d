"""A badge is shown at a door."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.access.acts.identifiers import new_id
from services.access.acts.passages import pass_through
from services.access.domain.check import Check, Shown, decide
from services.access.domain.passage import Direction, Grant, Reservation
from services.access.store import AccessUnit


def check_badge(
    unit: AccessUnit, *, door: str, direction: Direction, badge: str, at: datetime, duress: bool = False
) -> Check:
    """Decides on a badge at a door and keeps the decision; a grant unlocks the door and reserves.

    Raises `Refused` (not found) for an unknown door; every other no is a denied check.
    """
    shown = replace(_shown(unit, door, direction, badge, at), duress=duress)
    reason = decide(shown)
    right = shown.deciding() if direction is Direction.IN else None
    check = Check(
        id=new_id(unit.now), door=door, direction=direction, badge=badge, at=at, zone=shown.zone.id,
        person=shown.person.id if shown.person else None, reason=reason,
        unlock_seconds=shown.door.unlock_seconds if reason.granted else 0,
        right=right.id if right else None, duress=duress,
    )  # fmt: skip
    unit.save(check.told())
    if reason.granted:
        _admit(unit, shown, check.id)
    return check


def _shown(unit: AccessUnit, door_id: str, direction: Direction, badge_id: str, at: datetime) -> Shown:
    door = unit.doors.need(door_id, at="/door")
    zone = unit.zones.need(door.leads_to(direction))
    badge = unit.badges.get(badge_id)
    person = unit.people.get(badge.person) if badge else None
    named = {right.schedule for right in person.rights if right.schedule} if person else set()
    schedules = unit.schedules.many(named) if named else {}
    return Shown(at, direction, door, zone, badge, person, schedules)


def _admit(unit: AccessUnit, shown: Shown, check: str) -> None:
    """Unlocks the door. An entry takes the person's token and a place in the zone: so it conflicts with a
    revocation, a lockdown or a fire decided at the same instant, which write the one or the other.
    """
    door, person, until = shown.door, shown.person, shown.at + shown.door.window
    grant = Grant(check, person.id if person else None, shown.direction, shown.zone.id, shown.at, until)
    if person is not None and shown.direction is Direction.IN:
        right = shown.deciding()
        if right is not None:
            grant = replace(grant, visit=right.visit, escorted=right.escorted)
        place = Reservation(check, person.id, shown.zone.id, until)
        unit.put(person.admitted(place))
        if shown.zone.rules.capacity is None:
            unit.guard(shown.zone)
        else:
            unit.put(shown.zone.expecting(place, shown.at))
    unlocked, used = door.granted(grant)
    unit.put(unlocked)
    pass_through(unit, door.id, used)
