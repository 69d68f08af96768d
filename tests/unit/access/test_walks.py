"""People walk through doors at random, signals are lost, doubled and late: access decides as an obvious model does.

The model keeps all that was said and works everything out from the beginning each time it is asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.access.acts.checks import check_badge
from services.access.acts.doors import Signal, hear_door
from services.access.domain.passage import Direction
from services.access.domain.zone import AntiPassback, Rules
from tests.unit.access.house import BADGES, House, time

WINDOW = timedelta(seconds=10)
"""An unlocked door's 5 s, and 5 s of grace."""

LEADS = {("entrance", "in"): "lobby", ("entrance", "out"): None}
LEADS |= {("hall-door", "in"): "hall-a", ("hall-door", "out"): "lobby"}
RIGHTS = {"nadia", "omar"}
WHO = st.sampled_from(sorted(BADGES))
DOOR = st.sampled_from(["entrance", "hall-door"])


class Granted(NamedTuple):
    """A grant that the model remembers; `zone`: where it leads, None for outside."""

    at: datetime
    check: str
    who: str
    door: str
    zone: str | None
    entry: bool


class Walks(RuleBasedStateMachine):
    """The house within some minutes, and beside it all that was said of it."""

    @initialize(passback=st.booleans(), capacity=st.sampled_from([None, 1, 2]))
    def begin(self, passback: bool, capacity: int | None) -> None:
        self.house = House()
        self.passback, self.capacity = passback, capacity
        rules = Rules(AntiPassback.HARD if passback else AntiPassback.OFF, capacity=capacity)
        self.house.unit.put(self.house.zone("lobby").ruled(rules))
        self.at = time("09:00:00")
        self.grants: list[Granted] = []
        self.heard: list[tuple[str, datetime]] = []
        self.unheard: list[tuple[str, datetime]] = []

    # -- what happens

    @rule(seconds=st.integers(1, 12))
    def time_passes(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)
        self.house.unit.now = self.at

    @rule(who=WHO, door=DOOR, way=st.sampled_from(["in", "out"]))
    def shows_badge(self, who: str, door: str, way: str) -> None:
        expected = self.expected(who, door, way)
        badge, direction = f"75-{BADGES[who]}", Direction(way)
        check = check_badge(self.house.unit, door=door, direction=direction, badge=badge, at=self.at)
        assert check.reason.value == expected
        if check.reason.granted:
            self.grants.append(Granted(self.at, check.id, who, door, LEADS[door, way], way == "in"))

    @rule(door=DOOR, lost=st.booleans())
    def opens(self, door: str, lost: bool) -> None:
        if lost:
            self.unheard.append((door, self.at))
        else:
            self.hear(door, self.at)

    @rule(late=st.integers(0, 100))
    def is_heard_late(self, late: int) -> None:
        if self.unheard:
            self.hear(*self.unheard.pop(late % len(self.unheard)))

    @rule(again=st.integers(0, 100))
    def is_heard_again(self, again: int) -> None:
        if self.heard:
            self.hear(*self.heard[again % len(self.heard)])

    def hear(self, door: str, at: datetime) -> None:
        hear_door(self.house.unit, door=door, kind=Signal.OPENED, at=at)
        self.heard.append((door, at))

    # -- the model

    def used(self, grant: Granted) -> bool:
        return any(door == grant.door and grant.at <= at <= grant.at + WINDOW for door, at in self.heard)

    def place(self, who: str) -> str | None:
        """Where the last of somebody's used grants led."""
        used = sorted(grant for grant in self.grants if grant.who == who and self.used(grant))
        return used[-1].zone if used else None

    def held(self, grant: Granted) -> bool:
        return grant.entry and not self.used(grant) and self.at < grant.at + WINDOW

    def expected(self, who: str, door: str, way: str) -> str:
        if way == "out":
            return "ok_exit_always_free"
        if who not in RIGHTS:
            return "no_right"
        zone = LEADS[door, way]
        if zone != "lobby":
            return "ok"
        entries = [grant for grant in self.grants if grant.who == who and grant.entry]
        token = bool(entries) and entries[-1].zone == zone and self.held(entries[-1])
        if self.passback and (token or self.place(who) == zone):
            return "anti_passback"
        inside = {person for person in BADGES if self.place(person) == zone}
        expected = {grant.who for grant in self.grants if grant.zone == zone and self.held(grant)}
        if self.capacity is not None and who not in inside and len((inside | expected) - {who}) >= self.capacity:
            return "zone_full"
        return "ok"

    @invariant()
    def everybody_is_where_the_model_has_them(self) -> None:
        if not hasattr(self, "house"):
            return
        places = {who: self.place(who) for who in BADGES}
        assert {who: self.house.person(who).zone for who in BADGES} == places
        for zone in ("lobby", "hall-a"):
            assert set(self.house.zone(zone).people) == {who for who, place in places.items() if place == zone}


TestWalks = Walks.TestCase
TestWalks.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
