"""What must always hold of what access keeps, looked at by `chapelle verify`."""

from __future__ import annotations

from collections.abc import Iterator

from services.access.domain.act import Act
from services.access.store import AccessUnit


def acts(unit: AccessUnit) -> Iterator[str]:
    """Every act says what it said when it was entered, or has been erased."""
    yield from (
        f"act {act.id} ({act.kind} {act.subject}) is not what was sealed" for act in _all(unit) if not act.whole
    )


def places(unit: AccessUnit) -> Iterator[str]:
    """Each zone's people are those who are in it, by their own last door."""
    people = {person.id: person.zone for person in unit.people.where()}
    for zone in unit.zones.where():
        there = {id for id, place in people.items() if place == zone.id}
        yield from (f"{id} is in {zone.id}, which does not know it" for id in sorted(there - {*zone.people}))
        yield from (f"{zone.id} has {id}, who is in {people.get(id)}" for id in sorted({*zone.people} - there))


def _all(unit: AccessUnit) -> Iterator[Act]:
    after = ""
    while found := unit.acts.page(after, 1_000):
        yield from found
        after = found[-1].id


CHECKS = {"acts": acts, "places": places}
