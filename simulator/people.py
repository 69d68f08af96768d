"""The people of the site, walking: a badge at each door, the door that opens and closes, the panel switched."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from libs.runtime.clock import Clock
from simulator.apis import Apis
from simulator.building import Building, Passage
from simulator.duties import PARIS, Duty, Move, Person, duties
from simulator.panels import panel_signal

OPENS_AFTER = timedelta(seconds=2)
CLOSES_AFTER = timedelta(seconds=5)
NEXT_DOOR_AFTER = timedelta(seconds=15)
AUTOMATIC_AFTER = timedelta(seconds=30)
NEWS_TAKES = timedelta(seconds=2)
"""Machine time within which everybody knows for sure that a zone is empty."""
LOOK_BACK = timedelta(minutes=45)
"""Rounds of so long before the start are played again, for somebody may have been on one when all stopped."""
REST = 1.0
"""Machine seconds between looks at the clock, at least."""


@dataclass(frozen=True, slots=True)
class Step:
    """A person at a door on their way, the rest of which is still ahead."""

    at: datetime
    person: str
    way: Sequence[Passage]


@dataclass(frozen=True, slots=True)
class DoorMoves:
    """A door's signal."""

    at: datetime
    door: str
    kind: str
    by: str


@dataclass(frozen=True, slots=True)
class PanelSwitches:
    """Where nobody is left inside, the panel is set to automatic again."""

    at: datetime
    zone: str


Act = Move | Step | DoorMoves | PanelSwitches


@dataclass(slots=True)
class Walks:
    """Plays everybody's duties in the order of time.

    Keys and ids follow from the plan alone, so that what is played again after a restart was played once.
    """

    building: Building
    people: dict[str, Person]
    gassed: Set[str]
    clock: Clock
    apis: Apis
    where: dict[str, str] = field(default_factory=dict)
    manual: set[str] = field(default_factory=set)
    _acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _count: int = 0
    _planned: date | None = None

    async def keep(self) -> None:
        """For ever."""
        start = self.clock.now()
        while True:
            self._plan(start)
            await self.play_until(self.clock.now())
            ahead = self.clock.seconds_until(self._acts[0][0]) if self._acts else 60.0
            await asyncio.sleep(max(REST, min(ahead, 60.0)))

    async def play_until(self, now: datetime) -> None:
        """All that is due; signals of doors go out together, and before the next badge is shown."""
        waiting: list[DoorMoves] = []
        while self._acts and self._acts[0][0] <= now:
            act = heapq.heappop(self._acts)[2]
            if isinstance(act, DoorMoves):
                waiting.append(act)
                continue
            await self._tell_doors(waiting)
            waiting = []
            match act:
                case Move():
                    self._set_out(act)
                case Step():
                    await self._show_badge(act)
                case PanelSwitches():
                    await self._switch_back(act)
        await self._tell_doors(waiting)

    def add(self, duty: Duty) -> None:
        """Plans a duty."""
        for move in duty.moves:
            self._push(move)

    def _plan(self, start: datetime) -> None:
        """Plans up to tomorrow; at first also those who are on duty already."""
        today = self.clock.now().astimezone(PARIS).date()
        if self._planned is not None and self._planned > today:
            return
        first = today - timedelta(days=1) if self._planned is None else self._planned + timedelta(days=1)
        last = today + timedelta(days=1)
        for duty in self._duties(first, last):
            if duty.ends > start - LOOK_BACK:
                self.add(duty.resumed(start - LOOK_BACK))
        self._planned = last

    def _duties(self, first: date, last: date) -> Iterator[Duty]:
        for day in range((last - first).days + 1):
            for person in self.people.values():
                yield from duties(person, first + timedelta(days=day), self.building.outdoors)

    def _push(self, act: Act) -> None:
        self._count += 1
        heapq.heappush(self._acts, (act.at, self._count, act))

    def _set_out(self, move: Move) -> None:
        here = self.where.get(move.person, self.building.outdoors)
        way = self.building.way(here, move.to, self.people[move.person].may)
        if way:
            self._push(Step(move.at, move.person, way))

    async def _show_badge(self, step: Step) -> None:
        person, passage = self.people[step.person], step.way[0]
        here = self.where.get(step.person, self.building.outdoors)
        if passage.to in self.gassed and passage.to not in self.manual:
            await self._switch(passage.to, "manual_only", step.at - timedelta(seconds=1))
        answer = await self.apis.post("access", "/v1/checks", _check(person, passage, step.at), _key(step))
        if answer is None or answer["decision"] != "granted":
            self._leave_to_itself(passage.to, step.at)
            return
        self.where[step.person] = passage.to
        self._push(DoorMoves(step.at + OPENS_AFTER, passage.door, "opened", step.person))
        self._push(DoorMoves(step.at + CLOSES_AFTER, passage.door, "closed", step.person))
        self._leave_to_itself(here, step.at)
        if step.way[1:]:
            self._push(Step(step.at + NEXT_DOOR_AFTER, step.person, step.way[1:]))

    def _leave_to_itself(self, zone: str, at: datetime) -> None:
        if zone in self.manual and zone not in self.where.values():
            wait = max(AUTOMATIC_AFTER, NEWS_TAKES * self.clock.speed)
            self._push(PanelSwitches(max(at, self.clock.now()) + wait, zone))

    async def _switch_back(self, act: PanelSwitches) -> None:
        if act.zone in self.manual and act.zone not in self.where.values():
            await self._switch(act.zone, "automatic", act.at)

    async def _switch(self, zone: str, kind: str, at: datetime) -> None:
        await self.apis.post("fire", "/v1/panel-signals", {"signals": [panel_signal(zone, kind, at)]})
        if kind == "manual_only":
            self.manual.add(zone)
        else:
            self.manual.discard(zone)

    async def _tell_doors(self, acts: Sequence[DoorMoves]) -> None:
        if acts:
            signals = [_door_signal(act) for act in acts]
            await self.apis.post("access", "/v1/door-signals", {"signals": signals})


def _check(person: Person, passage: Passage, at: datetime) -> dict[str, Any]:
    return {
        "door": passage.door,
        "direction": passage.direction,
        "credential": {"format": "H10301", "facility": person.facility, "card": person.card},
        "at": _text(at),
    }


def _key(step: Step) -> str:
    return f"walk-{step.person}-{step.way[0].door}-{int(step.at.timestamp() * 1000)}"


def _door_signal(act: DoorMoves) -> dict[str, Any]:
    return {
        "id": f"{int(act.at.timestamp() * 1000)}-{act.kind}-{act.by}"[:64],
        "door": act.door,
        "kind": act.kind,
        "at": _text(act.at),
    }


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
