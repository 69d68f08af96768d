"""Doors that were alone: the lists that they decide by, and what they decided."""

from __future__ import annotations

from datetime import datetime

from libs.events import replace
from libs.store import new_id
from services.access.acts.checks import shown_at
from services.access.acts.passages import unlock
from services.access.domain.check import Check, Reason, Shown, decide
from services.access.domain.door_list import Entry, entry
from services.access.domain.passage import Direction
from services.access.store import AccessUnit


def door_list(unit: AccessUnit, door_id: str) -> list[Entry]:
    """Who may come in through a door from now on, as far as is known now, by card."""
    door = unit.doors.need(door_id)
    zone = unit.zones.need(door.leads_to(Direction.IN))
    people = [person for person in unit.people.where() if any(right.zone == zone.id for right in person.rights)]
    schedules = {schedule.id: schedule for schedule in unit.schedules.where()}
    found = (
        entry(Shown(unit.now, Direction.IN, door, zone, badge, person, schedules))
        for person in people
        for badge in person.badges
    )
    return sorted((one for one in found if one is not None), key=lambda one: (one.facility, one.card))


def decided_offline(
    unit: AccessUnit, *, door: str, direction: Direction, badge: str, granted: bool, at: datetime, duress: bool
) -> None:
    """A door decided by its list. It is kept as it was decided; what access says otherwise is told."""
    shown = replace(shown_at(unit, door, direction, badge, at), duress=duress)
    own = decide(shown)
    check = replace(Check.of(new_id(unit.now), shown, _reason(direction, granted, own)), offline=True)
    unit.save(check.told_later(own))
    if granted:
        unlock(unit, shown.door, shown.grant(check.id))


def _reason(direction: Direction, granted: bool, own: Reason) -> Reason:
    """The reason that is kept: a door that was alone gives none of its own."""
    if granted:
        return Reason.OK_EXIT_ALWAYS_FREE if direction is Direction.OUT else Reason.OK
    return Reason.NO_RIGHT if own.granted else own
