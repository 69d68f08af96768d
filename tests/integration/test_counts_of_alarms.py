"""What an alarm costs the database until the doors are free: as much however many doors, zones and people there are."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from libs.runtime.clock import Clock
from libs.store import Store
from libs.testing.running import Parts
from libs.testing.statements import cost, table
from services.access.acts.evacuation import release_doors
from services.access.domain.door import Door
from services.access.domain.muster import SITE_MUSTER, Muster
from services.access.domain.person import Kind, Person
from services.access.domain.zone import Zone
from services.access.store import AccessUnit

ALARM = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(params=[1, 40], ids=["one of each", "forty of each"])
def access(request: pytest.FixtureRequest, parts: Parts) -> Iterator[Store[AccessUnit]]:
    """So many zones, each with a way out by all doors, and somebody in it who came in after the alarm."""
    name, number = f"t_{uuid.uuid4().hex[:8]}", request.param
    store = Store(parts.address(name, name), name, "access", AccessUnit, Clock())
    store.set_up()
    doors, came = tuple(f"door-{n}" for n in range(number)), ALARM + timedelta(seconds=1)

    def build(unit: AccessUnit) -> None:
        for n, door in enumerate(doors):
            unit.put(Door(door, door, "street", "zone-0"))
            unit.put(Zone(f"zone-{n}", f"Zone {n}", egress=doors, people=(f"p{n}",)))
            unit.put(Person(f"p{n}", f"Person {n}", "Ville de Paris", Kind.STAFF, zone=f"zone-{n}", since=came))

    store.run(build)
    yield store
    store.close()


def test_the_doors_of_a_zone_are_freed(access: Store[AccessUnit]) -> None:
    def alarm(unit: AccessUnit) -> None:
        unit.prefetch([(Zone, "zone-0"), (Muster, SITE_MUSTER)])  # as the worker declares it
        release_doors(unit, "zone-0", ALARM)

    assert cost(lambda: access.run(alarm)) == table()["an alarm: its doors freed, the muster frozen"]
    muster = access.unit().musters.need(SITE_MUSTER)
    doors = access.unit().doors.where()
    assert all(door.released_by == ("zone-0",) for door in doors)
    assert sorted(muster.people_by_zone) == sorted(f"zone-{n}" for n in range(len(doors)))
