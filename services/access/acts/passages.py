"""People go through doors: who is where follows from grants that were used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from services.access.domain.passage import Grant
from services.access.domain.person import Person
from services.access.store import AccessUnit


def pass_through(unit: AccessUnit, door: str, used: Iterable[Grant]) -> None:
    """Moves everybody whose grant at this door turned out to be used; a visit starts with its first door."""
    for grant in used:
        person = unit.people.get(grant.person) if grant.person else None
        if person is None or grant.used_at is None:
            continue
        zone = unit.zones.need(grant.zone)
        moved, events = person.passed(grant, grant.used_at, door, None if zone.outdoors else zone.id)
        unit.save((moved, events))
        _recount(unit, person, moved, grant.check, grant.used_at)
        visit = unit.visits.get(grant.visit) if grant.visit else None
        if visit is not None:
            unit.save(visit.entered(grant.used_at))


def _recount(unit: AccessUnit, before: Person, after: Person, check: str, at: datetime) -> None:
    if before.zone == after.zone:
        return
    if before.zone is not None:
        unit.save(unit.zones.need(before.zone).left(before.id, at))
    if after.zone is not None:
        unit.save(unit.zones.need(after.zone).entered(after.id, check, at))
