"""Fire: nobody in, everybody out, and a list of who was where."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from libs.store import Between
from services.access.acts.doors import watch_open_door
from services.access.acts.log import enter
from services.access.domain.door import Door
from services.access.domain.muster import SITE_MUSTER, Answer, Muster
from services.access.domain.zone import Alarm
from services.access.store import AccessUnit

COUNTED = {"outdoors": False}
"""The zones of which it is known who is inside."""


def refuse_entries(unit: AccessUnit, zone: str, *, drill: bool = False) -> None:
    """A first detector: nobody is let into the zone any more."""
    unit.put(unit.zones.need(zone).pre_activated(drill=drill))


def release_doors(unit: AccessUnit, zone: str, at: datetime, *, drill: bool = False) -> None:
    """Activated: the doors of the zone's way out are free; the first such alarm freezes the muster list.

    `drill`: in an exercise. A real alarm in one is told anew, and freezes the list anew.
    """
    here, muster = unit.zones.need(zone), muster_list(unit)
    doors = ((Door, door) for door in here.egress)
    unit.prefetch(doors, [unit.zones.that(**COUNTED), unit.people.that(**_moved_after(at))])
    drill = here.exercised(drill)
    everybody = people_by_zone_at(unit, at)
    for door in unit.doors.many(here.egress).values():
        unit.put(door.released_for(zone, at))
    unit.save(here.activated(at, None if muster.stands(drill=drill) else everybody, drill=drill))
    unit.put(muster.called(zone, at, everybody, drill=drill))


def drill_is_over(unit: AccessUnit, zone: str, at: datetime) -> None:
    """What stands in the zone when the exercise ends is real from then on."""
    here = unit.zones.need(zone)
    if here.drill and here.alarm is Alarm.ACTIVATED:
        release_doors(unit, zone, at)
    elif here.drill and here.alarm is Alarm.PRE_ACTIVATED:
        refuse_entries(unit, zone)


def panel_was_reset(unit: AccessUnit, zone: str) -> None:
    """The panel is quiescent: entries follow the rules again, released doors wait for a person."""
    unit.put(unit.zones.need(zone).panel_reset())


def secure_doors(unit: AccessUnit, zone: str, by: str, at: datetime) -> tuple[str, ...]:
    """A person takes the zone's doors back; the ids of those that nothing else keeps free.

    Raises `Refused` (conflict) before the panel's reset, or when the zone's doors are not released.
    """
    doors = [door.secured_for(zone, at) for door in unit.doors.where() if zone in door.released_by]
    taken = tuple(door.id for door in doors if not door.released)
    unit.save(unit.zones.need(zone).secured(taken, by, at))
    for door in doors:
        unit.put(door)
        if not door.released and door.leaf is not None and door.leaf.worse:
            watch_open_door(unit, door, at)
    unit.put(muster_list(unit).secured(zone))
    enter(unit, "doors-secured", zone, doors=taken, secured_by=by)
    return taken


def answer_muster(unit: AccessUnit, person: str, answer: Answer) -> Muster:
    """Somebody was seen, is safe, or is missed. Raises `Refused` for a stranger, or if nothing is frozen."""
    unit.people.need(person)
    muster = muster_list(unit).answered(person, answer)
    unit.put(muster)
    enter(unit, "muster-answered", person, person=person, status=answer.status, seen_by=answer.by)
    return muster


def muster_list(unit: AccessUnit) -> Muster:
    return unit.musters.get(SITE_MUSTER) or Muster()


def people_by_zone(unit: AccessUnit) -> dict[str, tuple[str, ...]]:
    """Who is in which zone now; a zone in which nobody is, too."""
    return {zone.id: zone.people for zone in unit.zones.where(**COUNTED)}


def people_by_zone_at(unit: AccessUnit, at: datetime) -> dict[str, tuple[str, ...]]:
    """Who was in which zone at a moment of the last minutes, though doors have told of later passages already.

    Who was outside then and has come in since is where they are now: to miss somebody is the error that kills.
    """
    zones = {zone: set(people) for zone, people in people_by_zone(unit).items()}
    for person in unit.people.where(**_moved_after(at)):
        before = person.was_in(at)
        if before is None:
            continue
        for people in zones.values():
            people.discard(person.id)
        zones.setdefault(before, set()).add(person.id)
    return {zone: tuple(sorted(people)) for zone, people in zones.items()}


def _moved_after(at: datetime) -> dict[str, Any]:
    return {"since": Between(at + timedelta(microseconds=1), None)}
