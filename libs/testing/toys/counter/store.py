"""Counts, kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from libs.events import Outcome
from libs.store import Collection, Unit
from libs.testing.toys.counter.events import COUNT, URGENT, Counted, Rang


@dataclass(frozen=True, slots=True)
class Count:
    """How much was counted, in how many changes."""

    id: str
    total: int = 0
    changes: int = 0

    def grown(self, by: int, at: datetime) -> Outcome[Count]:
        grown = replace(self, total=self.total + by, changes=self.changes + 1)
        return grown, [Counted(time=at, count=self.id, by=by, total=grown.total, place=grown.changes)]


@dataclass(frozen=True, slots=True)
class Bell:
    id: str
    times: int = 0

    def rung(self, at: datetime) -> Outcome[Bell]:
        rung = replace(self, times=self.times + 1)
        return rung, [Rang(time=at, bell=self.id, times=rung.times)]


class CounterUnit(Unit):
    counts = Collection(Count, topic=COUNT)
    bells = Collection(Bell, topic=URGENT)
