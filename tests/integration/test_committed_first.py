"""What is committed before a grant refuses it: between whichever two steps of the check it is committed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

import pytest

from libs.runtime.clock import Clock
from libs.store import Store
from libs.store.port import Port
from libs.store.recent import Recent
from libs.testing.running import Parts
from services.access.acts.ahead_of_checks import behind_the_door, hours_of_the_first
from services.access.acts.badges import declare_badge, give_badge_back, put_badge
from services.access.acts.checks import check_badge
from services.access.acts.evacuation import refuse_entries, release_doors
from services.access.acts.people import end_person, end_right, end_schedule
from services.access.acts.zones import rule_zone
from services.access.bodies.zones import ChangeOfRules
from services.access.domain.badge import Badge, BadgeState
from services.access.domain.check import Reason
from services.access.domain.door import Door
from services.access.domain.passage import Direction
from services.access.domain.person import Kind, Person, Right
from services.access.domain.schedule import DAYS, Schedule, Window
from services.access.domain.zone import Zone
from services.access.store import AccessUnit

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
STEPS = ["store.read", "store.read", "store.write", "store.commit"]
"""Of a check of which nothing is at hand. Before the commit it is too late: then the check comes first."""
TRIALS = range(1, len(STEPS))


Decide = Callable[[AccessUnit], object]


class Act(NamedTuple):
    """What somebody does about the n-th badge, person, door or zone, and what a check is told after it."""

    about: Callable[[int], Decide]
    told: Reason


ACTS = {
    "revoked": Act(lambda n: lambda unit: declare_badge(unit, f"75-{n}", BadgeState.REVOKED), Reason.BADGE_REVOKED),
    "lost": Act(lambda n: lambda unit: declare_badge(unit, f"75-{n}", BadgeState.LOST), Reason.BADGE_LOST),
    "given back": Act(lambda n: lambda unit: give_badge_back(unit, f"75-{n}", AT), Reason.BADGE_EXPIRED),
    "given to another": Act(lambda n: lambda unit: put_badge(unit, "nobody", Badge(f"75-{n}", 75, n)), Reason.NO_RIGHT),
    "right ended": Act(lambda n: lambda unit: end_right(unit, f"p{n}.1", AT), Reason.NO_RIGHT),
    "person left": Act(lambda n: lambda unit: end_person(unit, f"p{n}", AT), Reason.PERSON_LEFT),
    "hours ended": Act(lambda n: lambda unit: end_schedule(unit, f"s{n}", AT), Reason.OUTSIDE_SCHEDULE),
    "lockdown": Act(lambda n: lambda unit: rule_zone(unit, f"z{n}", ChangeOfRules(lockdown=True)), Reason.LOCKDOWN),
    "first detector": Act(lambda n: lambda unit: refuse_entries(unit, f"z{n}"), Reason.FIRE),
    "fire": Act(lambda n: lambda unit: release_doors(unit, f"z{n}", AT), Reason.FIRE),
}


class Between(Port):
    """Does something before the n-th step of somebody else's."""

    def __init__(self) -> None:
        self.steps = list[str]()
        self.at = 0
        self.act: Callable[[], object] = bool

    def call(self, step: str, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.steps.append(step)
        if len(self.steps) == self.at:
            self.act()
        return act(*args, **kwargs)


def site() -> Iterable[Any]:
    yield Zone("street", "Rue", outdoors=True)
    yield Person("nobody", "Nobody", "Ville de Paris", Kind.STAFF)
    for n in TRIALS:
        yield Schedule(f"s{n}", (Window(DAYS, "00:00", "24:00"),))
        yield Zone(f"z{n}", f"Zone {n}", egress=(f"d{n}",))
        yield Door(f"d{n}", f"Porte {n}", "street", f"z{n}")
        person = Person(f"p{n}", f"Person {n}", "Ville de Paris", Kind.STAFF).given(Right(f"z{n}", f"s{n}"))
        yield person.with_badge(Badge(f"75-{n}", 75, n))


def check(n: int) -> Callable[[AccessUnit], Reason]:
    """Somebody's badge at their door, as a request asks for it."""
    door, badge, way = f"d{n}", f"75-{n}", Direction.IN

    def decide(unit: AccessUnit) -> Reason:
        unit.prefetch([(Door, door), (Badge, badge)])
        unit.prefetch(behind_the_door(unit, door, way, badge))
        unit.prefetch(hours_of_the_first(unit, door, way))
        return check_badge(unit, door=door, direction=way, badge=badge, at=AT).reason

    return decide


@pytest.fixture
def desks(parts: Parts) -> Iterator[tuple[Store[AccessUnit], Between, Store[AccessUnit]]]:
    """Two processes of access; what the first does can be interrupted."""
    name, between = f"t_{uuid.uuid4().hex[:8]}", Between()
    here, there = (Store(parts.address(name, name), name, "access", AccessUnit, Clock(), p) for p in (between, None))
    here.set_up()
    here.run(lambda unit: [unit.put(entity) for entity in site()])
    yield here, between, there
    here.close()
    there.close()


Desks = tuple[Store[AccessUnit], Between, Store[AccessUnit]]


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_it_is_heard_of(desks: Desks, act: Act) -> None:
    here, between, there = desks
    for n in TRIALS:
        between.steps.clear()
        between.at, between.act = n, partial(there.run, act.about(n))
        assert here.run(check(n)) is act.told, f"before step {n}"


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_it_is_heard_of_where_all_was_at_hand(desks: Desks, act: Act) -> None:
    """Where they came once, and where they came twice."""
    here, _, there = desks
    recent = Recent()
    for n in (1, 2):
        for _ in range(n):
            assert here.run(check(n), recent=recent) is Reason.OK
        there.run(act.about(n))
        assert here.run(check(n), recent=recent) is act.told


def test_these_are_the_steps(desks: Desks) -> None:
    here, between, _ = desks
    between.steps.clear()
    assert here.run(check(1)) is Reason.OK
    assert between.steps == STEPS
