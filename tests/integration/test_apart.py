"""Badges that an older version stored apart are with their people, whichever process moves them and however often."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from libs.events import replace
from libs.runtime.clock import Clock
from libs.store import Conflict, Store, commit
from libs.testing.running import Parts
from services.access.domain.badge import Badge, BadgeState
from services.access.domain.person import Kind, Person
from services.access.store import AccessUnit

UNTIL = datetime(2026, 6, 1, tzinfo=UTC)
PEOPLE = 1_200
"""More than are moved at once."""


def old(badge: Badge, person: str) -> dict[str, Any]:
    """As it was stored."""
    return {
        "_id": badge.id, "v": 1, "id": badge.id, "person": person, "facility": badge.facility, "card": badge.card,
        "valid_from": badge.valid_from, "valid_until": badge.valid_until, "state": badge.state.value,
    }  # fmt: skip


def badges_of(n: int) -> tuple[Badge, ...]:
    first = Badge(f"75-{n}", 75, n)
    return (first, Badge(f"76-{n}", 76, n, None, UNTIL, BadgeState.LOST)) if n == 0 else (first,)


@pytest.fixture
def store(parts: Parts) -> Iterator[Store[AccessUnit]]:
    name = f"t_{uuid.uuid4().hex[:8]}"
    store: Store[AccessUnit] = Store(parts.address(name, name), name, "access", AccessUnit, Clock())
    store.set_up()
    people = [Person(f"p{n}", f"Person {n}", "Ville de Paris", Kind.STAFF) for n in range(PEOPLE)]
    store.run(lambda unit: [unit.put(person) for person in people])
    store.db.people.update_one({"_id": "p1"}, {"$unset": {"badges": ""}})  # written by who did not know the field
    store.db.badges.insert_many([old(badge, f"p{n}") for n in range(PEOPLE) for badge in badges_of(n)])
    store.db.badges.insert_one(old(Badge("77-1", 77, 1), "forgotten"))
    yield store
    store.close()


def test_they_are_moved_once_by_two_processes_that_start(store: Store[AccessUnit]) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: store.set_up(), range(2)))
    people = {person.id: person.badges for person in store.unit().people.where()}
    assert people == {f"p{n}": badges_of(n) for n in range(PEOPLE)}
    assert "badges" not in store.db.list_collection_names()


def test_who_was_ended_in_between_goes_on(store: Store[AccessUnit]) -> None:
    given = {"id": "75-0", "facility": 75, "card": 0, "valid_from": None, "valid_until": None, "state": "active"}
    store.db.people.update_one({"_id": "p0"}, {"$set": {"badges": [given]}})
    store.set_up()
    assert store.unit().people.need("p0").badges == badges_of(0)


def test_who_read_the_person_before_conflicts(store: Store[AccessUnit]) -> None:
    unit = store.unit()
    unit.put(replace(unit.people.need("p5"), zone="lobby"))
    store.set_up()
    with pytest.raises(Conflict):
        commit(store, unit)
