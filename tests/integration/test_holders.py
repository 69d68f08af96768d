"""Who is found by what they hold: it is nobody else's, whoever hands it on, and however many do so at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from libs.events import Refused, Value, replace
from libs.runtime.clock import Clock
from libs.store import Collection, Conflict, Store, Unit
from libs.store.commit import prepare
from libs.store.recent import Recent
from libs.testing.running import Parts
from libs.testing.statements import cost


class Key(Value):
    id: str


class Keeper(Value):
    id: str
    keys: tuple[Key, ...] = ()


class Lodge(Unit):
    keepers = Collection(Keeper, holds="keys")


class NewLodge(Lodge):
    keepers = Collection(Keeper, holds="keys", schema=2, upgrades={1: dict})


Lodges = tuple[Store[Lodge], Store[Lodge]]


@pytest.fixture
def lodges(parts: Parts) -> Iterator[Lodges]:
    """Two processes: Ada holds k1 and k2, Bob and Eve nothing."""
    name = f"t_{uuid.uuid4().hex[:8]}"
    here, there = (Store(parts.address(name, name), name, "lodge", Lodge, Clock()) for _ in range(2))
    here.set_up()
    ada = Keeper("ada", (Key("k1"), Key("k2")))
    here.run(lambda unit: [unit.put(one) for one in (ada, Keeper("bob"), Keeper("eve"))])
    yield here, there
    here.close()
    there.close()


def holder(unit: Lodge, key: str) -> str | None:
    found = unit.keepers.holding(key)
    return found.id if found else None


def let_go(unit: Lodge, key: str) -> None:
    found = unit.keepers.holding(key)
    if found is not None:
        unit.put(replace(found, keys=tuple(one for one in found.keys if one.id != key)))


def hand(unit: Lodge, key: str, to: str) -> None:
    let_go(unit, key)
    taker = unit.keepers.need(to)
    unit.put(replace(taker, keys=(*taker.keys, Key(key))))


def held(store: Store[Lodge]) -> dict[str, list[str]]:
    return {one.id: [key.id for key in one.keys] for one in store.unit().keepers.where()}


def test_they_are_found_in_the_round_trip_of_all_else(lodges: Lodges) -> None:
    here, _ = lodges
    unit = here.unit()
    read = [(Key, "k1"), (Key, "k2"), (Key, "none"), (Keeper, "bob")]
    assert cost(lambda: unit.prefetch(read)) == {"find": 2, "trip": 1}
    assert cost(lambda: [holder(unit, key) for key in ("k1", "k2", "none")]) == {}
    assert [holder(unit, key) for key in ("k1", "k2", "none")] == ["ada", "ada", None]
    unit.keepers.forget()
    assert holder(unit, "k1") == "ada"


@pytest.mark.parametrize("first", ["ada", "bob"])
def test_a_unit_hands_it_on_whomever_it_reads_first(lodges: Lodges, first: str) -> None:
    here, _ = lodges

    def handed_on(unit: Lodge) -> str | None:
        unit.keepers.need(first)
        hand(unit, "k1", "bob")
        return holder(unit, "k1")

    assert here.run(handed_on) == "bob"
    assert held(here) == {"ada": ["k2"], "bob": ["k1"], "eve": []}
    assert here.sometimes["conflict_decided_again"] == 0


@pytest.mark.parametrize("unit", [Lodge, NewLodge], ids=["", "stored in an older shape"])
def test_two_hand_each_other_what_they_hold(lodges: Lodges, unit: type[Lodge]) -> None:
    here, _ = lodges
    here.run(lambda unit: hand(unit, "k2", "bob"))
    here.unit_type = unit

    def swapped(unit: Lodge) -> None:
        hand(unit, "k1", "bob")
        hand(unit, "k2", "ada")

    here.run(swapped)
    assert held(here) == {"ada": ["k2"], "bob": ["k1"], "eve": []}
    assert here.sometimes["conflict_decided_again"] == 0


def test_of_somebody_who_goes_in_the_same_unit(lodges: Lodges) -> None:
    here, _ = lodges

    def gone(unit: Lodge) -> None:
        unit.remove(unit.keepers.need("ada"))
        assert holder(unit, "k1") is None
        hand(unit, "k1", "bob")

    here.run(gone)
    assert held(here) == {"bob": ["k1"], "eve": []}
    assert here.sometimes["conflict_decided_again"] == 0


def test_what_was_not_decided_after_all_hands_nothing_on(lodges: Lodges) -> None:
    unit = lodges[0].unit()

    def refused() -> None:
        hand(unit, "k1", "bob")
        unit.put(Keeper("new", (Key("k9"),)))
        raise Refused("conflict", "not so", "")

    with pytest.raises(Refused):
        unit.attempt(refused)
    assert [holder(unit, key) for key in ("k1", "k9")] == ["ada", None]


def test_of_two_who_take_it_at_once_one_has_it(lodges: Lodges) -> None:
    """Both have seen that nobody holds it."""
    together = Barrier(2)

    def taken(store: Store[Lodge], taker: str) -> bool:
        def take(unit: Lodge) -> bool:
            free = holder(unit, "new") is None
            if not unit.careful:
                together.wait(10)
            if free:
                hand(unit, "new", taker)
            return free

        return store.run(take)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(taken, lodges, ("bob", "eve"))) == [False, True]
    assert sorted(held(lodges[0]).values()) == [[], ["k1", "k2"], ["new"]]


def test_whoever_was_at_hand_is_not_read_again_and_looked_at_where_nothing_is_written(lodges: Lodges) -> None:
    here, _ = lodges
    recent = Recent()
    here.run(lambda unit: holder(unit, "k1"), recent=recent)
    assert cost(lambda: here.run(lambda unit: holder(unit, "k2"), recent=recent)) == {"look": 1, "trip": 1}
    assert cost(lambda: here.run(lambda unit: hand(unit, "k1", "ada"), recent=recent)) == {
        "update": 1, "trip": 2, "commit": 1,
    }  # fmt: skip


CHANGES = {"handed on": partial(hand, key="k1", to="bob"), "let go": partial(let_go, key="k1")}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_another_process_did_with_it_is_decided_on(lodges: Lodges, change: Callable[[Lodge], None]) -> None:
    here, there = lodges
    recent = Recent()
    here.run(lambda unit: holder(unit, "k1"), recent=recent)
    there.run(change)
    assert here.run(lambda unit: holder(unit, "k1"), recent=recent) == holder(there.unit(), "k1")
    assert here.sometimes["conflict_decided_again"] == 1


def test_who_held_it_last_is_at_hand_as_long_as_there_is_room(lodges: Lodges) -> None:
    here, _ = lodges
    here.run(lambda unit: [unit.put(Keeper(f"n{n}", (Key(f"n{n}"),))) for n in range(3)])
    recent = Recent(most=2)
    for key in ("n0", "n1", "n0", "n2"):
        here.run(partial(holder, key=key), recent=recent)
    assert [key for key in ("n0", "n1", "n2") if recent.likely_holder(("keepers", key))] == ["n0", "n2"]
    assert cost(lambda: here.run(lambda unit: holder(unit, "n1"), recent=recent)) == {"find": 1, "trip": 1}


def test_who_is_at_hand_as_the_unit_before_leaves_them_is_not_read_as_they_were(lodges: Lodges) -> None:
    """That one is not committed yet, and that Ada holds k1 is not at hand any more, as Ada is."""
    here, _ = lodges
    recent = Recent(most=1)

    def ahead() -> Lodge:
        unit = here.unit()
        unit.recent = recent
        return unit

    before, beside, after = ahead(), ahead(), ahead()
    before.put(replace(before.keepers.need("ada"), keys=(Key("k1"), Key("k2"), Key("k3"))))
    recent.keep(before, prepare(before).stamp)
    recent.keep(beside, prepare(beside).stamp)
    assert recent.get(("keepers", "ada")) is not None
    assert recent.likely_holder(("keepers", "k1")) is None
    with pytest.raises(Conflict, match="ada"):
        after.keepers.holding("k1")


def test_who_took_it_is_at_hand_then(lodges: Lodges) -> None:
    here, _ = lodges
    recent = Recent()
    here.run(lambda unit: hand(unit, "k1", "bob"), recent=recent)
    unit = here.unit()
    unit.recent = recent
    assert cost(lambda: holder(unit, "k1")) == {}
    assert holder(unit, "k1") == "bob"
    hand(unit, "k1", "eve")
    assert cost(lambda: holder(unit, "k1")) == {}
    assert holder(unit, "k1") == "eve"


def test_what_was_let_go_of_here_and_taken_elsewhere_is_found(lodges: Lodges) -> None:
    here, there = lodges
    recent = Recent()
    here.run(lambda unit: let_go(unit, "k1"), recent=recent)
    there.run(lambda unit: hand(unit, "k1", "bob"))
    assert here.run(lambda unit: holder(unit, "k1"), recent=recent) == "bob"
