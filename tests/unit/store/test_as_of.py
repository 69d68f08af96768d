"""What is read by ids in steps is of one moment: none of it is older than its guard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import Timestamp

from libs.events import Value
from libs.store import Collection, Store, Unit
from libs.store.as_of import AsOf
from libs.store.finds import Wanted

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Card(Value):
    id: str


class Owner(Value):
    id: str


class House(Unit):
    cards = Collection(Card, guarded_by="owners")
    owners = Collection(Owner)


class Asked(Store[House]):
    """A database in which nothing is, which notes what it is asked for."""

    def __init__(self) -> None:
        self.service, self.gos = "house", list[list[Wanted]]()

    def find_each(self, wanted: Sequence[Wanted], *_: object, **__: object) -> list[list[dict[str, Any]]]:
        self.gos.append(list(wanted))
        return [[] for _ in wanted]


def heard(*times: tuple[int, bool]) -> Timestamp | None:
    """The moment, after these reads: as of when each was, and whether it follows others."""
    as_of = AsOf()
    for time, follows in times:
        as_of.heard({"atClusterTime": Timestamp(time, 1)}, follows)
    return as_of.time


def test_the_first_says_as_of_when_the_others_are() -> None:
    as_of = AsOf()
    assert as_of.concern() == {"level": "snapshot"}
    as_of.heard({"atClusterTime": Timestamp(7, 1)}, False)
    assert as_of.concern() == {"level": "snapshot", "atClusterTime": Timestamp(7, 1)}


def test_of_several_at_first_it_is_no_earlier_than_any_guard_and_no_later_than_what_is_guarded() -> None:
    assert heard((1, False), (2, False), (3, True), (4, True)) == Timestamp(2, 1)
    assert heard((3, True), (4, True)) == Timestamp(3, 1)


def test_guards_are_asked_for_before_what_they_guard() -> None:
    store = Asked()
    House(store, NOW).prefetch([(Card, "c1"), (Owner, "ada")], beside=[("keys", "k")])
    assert [[(one.collection, one.follows) for one in go] for go in store.gos] == [
        [("owners", False), ("cards", True), ("keys", True)]
    ]


def test_a_guard_that_is_guarded_is_refused() -> None:
    with pytest.raises(TypeError, match="cards, owners: what guards others is guarded itself"):

        class Doubly(House):
            owners = Collection(Owner, guarded_by="cards")
