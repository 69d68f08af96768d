"""What must always hold of what access keeps, looked at by `chapelle verify`."""

from __future__ import annotations

from collections.abc import Iterator

from libs.audit import breaches
from services.access.events import ActEntered
from services.access.store import AccessUnit


def acts(unit: AccessUnit) -> Iterator[str]:
    """Every act says what its event, which is in the chain, says that it said, or has been erased."""
    return breaches(unit, unit.acts, ActEntered)


def places(unit: AccessUnit) -> Iterator[str]:
    """Each zone's people are those who are in it, by their own last door."""
    people = {person.id: person.zone for person in unit.people.where()}
    for zone in unit.zones.where():
        there = {id for id, place in people.items() if place == zone.id}
        yield from (f"{id} is in {zone.id}, which does not know it" for id in sorted(there - {*zone.people}))
        yield from (f"{zone.id} has {id}, who is in {people.get(id)}" for id in sorted({*zone.people} - there))


CHECKS = {"acts": acts, "places": places}
