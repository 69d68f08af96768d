"""People go through doors: who is where follows from grants that were used."""

from __future__ import annotations

from collections.abc import Iterable

from services.access.domain.door import Door
from services.access.domain.muster import SITE_MUSTER, Order
from services.access.domain.passage import Grant
from services.access.domain.person import Person
from services.access.events import MusterCorrected
from services.access.store import AccessUnit


def unlock(unit: AccessUnit, door: Door, grant: Grant) -> None:
    """A door unlocked for somebody; it may have told before that it opened."""
    unlocked, used = door.granted(grant)
    unit.put(unlocked)
    pass_through(unit, door.id, used)


def pass_through(unit: AccessUnit, door: str, used: Iterable[Grant]) -> None:
    """Moves everybody whose grant at this door turned out to be used; a visit starts with its first door."""
    touched = dict[str, Grant]()
    for grant in used:
        person = unit.people.get(grant.person) if grant.person else None
        if person is None or grant.used_at is None:
            continue
        zone = unit.zones.need(grant.zone).answered(grant.check)
        unit.put(zone)
        inside = None if zone.outdoors else zone.id
        _correct_muster(unit, person, grant, inside)
        moved, events = person.passed(grant, grant.used_at, door, inside)
        unit.save((moved, events))
        touched |= dict.fromkeys(_recount(unit, person, moved, grant), grant)
        visit = unit.visits.get(grant.visit) if grant.visit else None
        if visit is not None:
            unit.save(visit.entered(grant.used_at))
    for place, grant in touched.items():
        unit.save(unit.zones.need(place).watched_over(grant.used_at or grant.at))


def _recount(unit: AccessUnit, before: Person, after: Person, grant: Grant) -> list[str]:
    """The zones whose people are others now."""
    at = grant.used_at or grant.at
    if after.check == before.check or (before.zone is None and after.zone is None):
        return []
    if before.zone is not None and before.zone != after.zone:
        unit.save(unit.zones.need(before.zone).left(before.id, at))
    if after.zone is not None:
        unit.save(unit.zones.need(after.zone).entered(after.id, grant.check, at, grant.escorted))
    return [zone for zone in (before.zone, after.zone) if zone is not None]


def _correct_muster(unit: AccessUnit, person: Person, grant: Grant, zone: str | None) -> None:
    """A muster that is frozen says who was where then, whenever their doors tell it."""
    muster = unit.musters.get(SITE_MUSTER)
    if muster is None or not muster.frozen or grant.used_at is None:
        return
    known = Order(person.checked_at, person.check) if person.checked_at is not None else None
    corrected = muster.passed(person.id, known, Order(grant.at, grant.check), grant.used_at, zone)
    unit.put(corrected)
    if corrected.people_by_zone != muster.people_by_zone:
        alarm = unit.zones.need(muster.alarms[0])
        told = MusterCorrected(
            time=grant.used_at, zone=alarm.id, people_by_zone=corrected.people_by_zone, drill=corrected.drill
        )
        unit.save((alarm, [told]))
