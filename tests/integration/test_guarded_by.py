"""What is guarded by what a unit writes is not looked at, and yet nobody is let in by what has changed."""

from __future__ import annotations

import itertools
import random
import uuid
from collections.abc import Callable, Iterator

import pytest
from bson import Timestamp

from libs.events import Value, replace
from libs.runtime.clock import Clock
from libs.store import Collection, Store, Unit
from libs.store.as_of import AsOf
from libs.store.faults import Forgotten
from libs.store.finds import Wanted
from libs.store.recent import Recent
from libs.testing.running import Parts
from libs.testing.statements import cost


class Card(Value):
    id: str
    change: int = 0


class Owner(Value):
    """`seen`: what their card and the hours were when they came last; `times`: so often they came."""

    id: str
    seen: tuple[int, int] = (0, 0)
    times: int = 0
    cards: tuple[Card, ...] = ()

    def card(self, id: str) -> Card:
        return next(card for card in self.cards if card.id == id)

    def without(self, card: str) -> Owner:
        return replace(self, cards=tuple(one for one in self.cards if one.id != card))


class Room(Value):
    id: str


class Hours(Value):
    id: str
    change: int = 0


class House(Unit):
    owners = Collection(Owner, holds="cards")
    rooms = Collection(Room)
    hours = Collection(Hours, guarded_by="rooms")


OWNERS, CARDS, HOURS = ("ada", "bob"), ("c1", "c2", "c3"), "always"


def holder(unit: House, card: str) -> Owner:
    found = unit.owners.holding(card)
    assert found is not None
    return found


def came(unit: House, card: str, room: str, searched: bool = False) -> None:
    """Whoever has the card comes to the room; what it was decided on is written down. `searched`: room and owner are
    looked for by a search.
    """
    hours = unit.hours.need(HOURS)
    if searched:
        assert unit.rooms.where(id=room)
        assert unit.owners.where(id=holder(unit, card).id)
    unit.guard(unit.rooms.need(room))
    owner = holder(unit, card)
    unit.put(replace(owner, seen=(owner.card(card).change, hours.change), times=owner.times + 1))


def card_changed(unit: House, card: str, change: int, owner: str = "") -> None:
    """Somebody else may have it then."""
    held = holder(unit, card)
    unit.put(held.without(card))
    next = unit.owners.need(owner or held.id)
    unit.put(replace(next, cards=(*next.cards, Card(card, change))))


def hours_changed(unit: House, change: int) -> None:
    unit.guard_all(Room)
    unit.put(replace(unit.hours.need(HOURS), change=change))


def room_built(unit: House, room: str) -> None:
    unit.guard_all(Room)
    unit.put(Room(room))


class Desk:
    """A process with its documents at hand."""

    def __init__(self, parts: Parts, name: str) -> None:
        self.store: Store[House] = Store(parts.address(name, f"t_{name}"), f"t_{name}", name, House, Clock())
        self.recent = Recent()

    def comes(self, card: str, room: str = "hall") -> None:
        self.store.run(lambda unit: came(unit, card, room), recent=self.recent)


@pytest.fixture
def desks(parts: Parts) -> Iterator[tuple[Desk, Desk]]:
    name = f"house-{uuid.uuid4().hex[:6]}"
    here, there = Desk(parts, name), Desk(parts, name)
    here.store.set_up()
    ada, bob = Owner(OWNERS[0], cards=tuple(map(Card, CARDS))), Owner(OWNERS[1])
    things = (ada, bob, Room("hall"), Hours(HOURS))
    here.store.run(lambda unit: [unit.put(thing) for thing in things])
    yield here, there
    for desk in (here, there):
        desk.store.close()


def test_it_is_looked_at_once_and_then_no_more(desks: tuple[Desk, Desk]) -> None:
    here, _ = desks
    here.comes("c1")
    assert cost(lambda: here.comes("c1")) == {"update": 2, "trip": 2, "commit": 1}


def test_one_that_was_at_hand_while_nobody_came_is_looked_at_once(desks: tuple[Desk, Desk]) -> None:
    here, _ = desks
    here.store.run(lambda unit: unit.hours.need(HOURS), recent=here.recent)
    assert cost(lambda: here.comes("c1")) == {"find": 2, "update": 2, "look": 1, "trip": 4, "commit": 1}
    assert cost(lambda: here.comes("c1")) == {"update": 2, "trip": 2, "commit": 1}


def test_one_is_looked_at_that_was_read_before_its_guard_was_found(desks: tuple[Desk, Desk]) -> None:
    here, _ = desks
    found = {"find": 4, "update": 2, "look": 1, "trip": 6, "commit": 1}
    assert cost(lambda: here.store.run(lambda unit: came(unit, "c1", "hall", searched=True))) == found


def test_one_is_looked_at_that_was_read_as_of_a_moment_long_past(desks: tuple[Desk, Desk]) -> None:
    """The database remembers it for seconds."""
    here, there = desks

    def slowly(unit: House) -> None:
        unit.prefetch([(Hours, HOURS)])
        if not unit.careful:
            there.store.run(lambda other: hours_changed(other, 1))
            unit.as_of = long_ago()
        came(unit, "c1", "hall")

    here.store.run(slowly)
    assert here.store.unit().owners.need("ada").seen == (0, 1)
    with pytest.raises(Forgotten, match="Snapshot"):
        here.store.find_each([Wanted.by_ids("owners", OWNERS)], long_ago())


def long_ago() -> AsOf:
    as_of = AsOf()
    as_of.time = Timestamp(1, 1)
    return as_of


def test_it_is_looked_at_again_where_its_guard_was_changed_without_it(desks: tuple[Desk, Desk]) -> None:
    """Nobody knows then whether it was changed with its guard."""
    here, _ = desks
    for _ in range(2):
        here.comes("c1")
    here.store.run(lambda unit: unit.guard(unit.rooms.need("hall")), recent=here.recent)
    assert cost(lambda: here.comes("c1")) == {"update": 2, "look": 1, "trip": 2, "commit": 1}
    assert cost(lambda: here.comes("c1")) == {"update": 2, "trip": 2, "commit": 1}


def test_one_that_is_not_known_to_be_as_it_was_is_no_guard(desks: tuple[Desk, Desk]) -> None:
    """Of a room in which nobody was while the hours were looked at nothing is known."""
    here, _ = desks
    here.store.run(lambda unit: room_built(unit, "attic"))
    for _ in range(2):
        here.comes("c1")
    assert cost(lambda: here.comes("c1", "attic"))["look"] == 1
    assert cost(lambda: here.comes("c1", "attic")) == {"update": 2, "trip": 2, "commit": 1}


def test_who_changes_it_and_does_not_write_all_its_guards_is_refused(desks: tuple[Desk, Desk]) -> None:
    def alone(unit: House) -> None:
        unit.guard(unit.rooms.need("hall"))
        unit.put(replace(unit.hours.need(HOURS), change=1))

    with pytest.raises(TypeError, match="guarded"):
        desks[0].store.run(alone)


class World:
    """What changes, by chance, whoever changes it."""

    def __init__(self, seed: int) -> None:
        self.chance, self.changes, self.rooms = random.Random(seed), itertools.count(1), ["hall"]

    def change(self, desk: Desk) -> None:
        card, owner, n = self.chance.choice(CARDS), self.chance.choice(OWNERS), next(self.changes)
        acts: list[Callable[[House], None]] = [
            lambda unit: card_changed(unit, card, n),
            lambda unit: card_changed(unit, card, n, owner),
            lambda unit: hours_changed(unit, n),
            lambda unit: unit.guard(unit.owners.need(owner)),
            lambda unit: self.build(unit, f"room-{n}"),
        ]
        desk.store.run(self.chance.choice(acts), recent=desk.recent)

    def build(self, unit: House, room: str) -> None:
        if len(self.rooms) < 5:
            room_built(unit, room)
            self.rooms.append(room)

    def gos(self, card: str, room: str) -> list[list[tuple[type, str]]]:
        """What is read before, in any order, and some of it together."""
        wanted: list[tuple[type, str]] = [
            (Card, card), (Hours, HOURS), (Room, room), (Owner, self.chance.choice(OWNERS)),
        ]  # fmt: skip
        some = self.chance.sample(wanted, self.chance.randrange(len(wanted) + 1))
        cut = self.chance.randrange(len(some) + 1)
        return [some[:cut], some[cut:]]

    def come(self, desk: Desk, other: Desk) -> None:
        """Somebody comes, and sees what there is: what is changed before, while it is read, and after it was decided,
        conflicts.
        """
        card, room, searched = self.chance.choice(CARDS), self.chance.choice(self.rooms), self.chance.random() < 0.2
        gos = self.gos(card, room)
        when = self.chance.randrange(2 * len(gos) + 2)

        def comes(unit: House) -> None:
            for n, go in enumerate(gos):
                change(unit, n)
                unit.prefetch(go)
            change(unit, len(gos))
            came(unit, card, room, searched)
            change(unit, len(gos) + 1)

        def change(unit: House, now: int) -> None:
            if now == when and not unit.careful:
                self.change(other)

        desk.store.run(comes, recent=desk.recent)
        stored = other.store.unit()
        owner = holder(stored, card)
        assert owner.seen == (owner.card(card).change, stored.hours.need(HOURS).change)


@pytest.mark.parametrize("seed", range(4))
def test_nobody_comes_by_what_has_changed(desks: tuple[Desk, Desk], seed: int) -> None:
    """Whatever two processes have at hand, and whatever changes between a decision and its commit."""
    world = World(seed)
    for _ in range(250):
        world.come(*world.chance.sample(desks, 2))
