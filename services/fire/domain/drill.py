"""Exercises: a time, declared by a person, in which whatever happens in a zone is one, and is told as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from libs.events import Event, Outcome, Refused, Value, replace
from services.fire import events
from services.fire.domain.mirror import BEFORE_ALL
from services.fire.domain.vocabulary import State

if TYPE_CHECKING:
    from services.fire.domain.zone import Zone

LONGEST = timedelta(hours=8)
"""An exercise that is forgotten must not make a fire look like one for long [K]."""
KEPT = 20
"""Of the past ones, for facts that are told late."""


class Drill(Value):
    """From `began` to `until`, or to where it `ended`. `by`, `note`: who declared it and why, while it goes on."""

    began: datetime
    until: datetime
    by: str = ""
    note: str = ""
    ended: datetime | None = None

    @property
    def over(self) -> datetime:
        return self.until if self.ended is None else self.ended

    def over_at(self, at: datetime) -> Drill:
        """Who declared it is in the act of it alone, from then on."""
        return Drill(self.began, self.until, ended=at)

    def covers(self, at: datetime) -> bool:
        """Whether what happened then was an exercise."""
        return self.began <= at <= self.over


def marked(drills: Sequence[Drill], facts: Iterable[Event]) -> list[Event]:
    """The facts, each marked as exercise that happened in one."""
    return [_as_drill(fact) if covered(drills, fact.time) else fact for fact in facts]


def _as_drill(fact: Any) -> Event:
    marked: Event = replace(fact, drill=True)
    return marked


def covered(drills: Sequence[Drill], at: datetime) -> bool:
    """Whether one of them covers that moment."""
    return any(drill.covers(at) for drill in drills)


def running(drills: Sequence[Drill], at: datetime) -> Drill | None:
    """The exercise that goes on at that moment, if one does."""
    return next((drill for drill in drills if drill.ended is None and drill.began <= at < drill.until), None)


def start(zone: Zone, drill: Drill, now: datetime) -> Outcome[Zone]:
    """An exercise is declared. Raises `Refused` (conflict) where an alarm stands or stood since, or one goes on."""
    zone, told = pass_time(zone, now)
    reasons = []
    if running(zone.drills, now):
        reasons.append(f"an exercise goes on in zone {zone.id}; end it first")
    if zone.state is not State.QUIESCENT:
        reasons.append(f"zone {zone.id} is {zone.state.value}: what is real cannot be declared an exercise")
    elif drill.began < _calm_again(zone):
        reasons.append(f"zone {zone.id} has been QUIESCENT since {zone.mirror.since.isoformat()} only")
    if drill.until <= now:
        reasons.append("the exercise would be over already")
    if reasons:
        raise Refused.many([("", why) for why in reasons], kind="conflict")
    started = events.DrillStarted(time=drill.began, zone=zone.id, until=drill.until)
    return replace(zone, drills=(*zone.drills, drill)[-KEPT:]), [*told, started]


def _calm_again(zone: Zone) -> datetime:
    """When the last alarm ended; long ago where none was heard. `since` alone may be when the zone was registered."""
    since, journal = zone.mirror.since, zone.journal
    ended_then = since <= journal.settled_at or any(said.at == since for said in journal.signals)
    return since if ended_then else BEFORE_ALL


def end(zone: Zone, at: datetime) -> Outcome[Zone]:
    """A person ends it before its time. Raises `Refused` (conflict) where none goes on then."""
    now = running(zone.drills, at)
    if now is None:
        raise Refused("conflict", f"no exercise goes on in zone {zone.id}")
    ended = now.over_at(at)
    drills = tuple(ended if drill is now else drill for drill in zone.drills)
    return replace(zone, drills=drills), [_ended(zone, at)]


def pass_time(zone: Zone, until: datetime) -> Outcome[Zone]:
    """The exercises whose time was over by then; each ended when it was due."""
    over = [drill for drill in zone.drills if drill.ended is None and drill.until <= until]
    drills = tuple(drill.over_at(drill.until) if drill in over else drill for drill in zone.drills)
    return replace(zone, drills=drills), [_ended(zone, drill.until) for drill in over]


def _ended(zone: Zone, at: datetime) -> Event:
    return events.DrillEnded(time=at, zone=zone.id, state=zone.state.value)
