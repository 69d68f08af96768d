"""Counts, kept."""

from __future__ import annotations

from datetime import datetime

from libs.events import Outcome, Value, replace
from libs.store import Collection, Unit
from libs.testing.toys.counter.events import COUNT, EGG, URGENT, Boiled, Counted, Rang, Tuned


class Count(Value):
    """How much was counted, in how many changes."""

    id: str
    total: int = 0
    changes: int = 0

    def grown(self, by: int, at: datetime) -> Outcome[Count]:
        grown = replace(self, total=self.total + by, changes=self.changes + 1)
        return grown, [Counted(time=at, count=self.id, by=by, total=grown.total, place=grown.changes)]


class Bell(Value):
    id: str
    times: int = 0

    def rung(self, at: datetime) -> Outcome[Bell]:
        rung = replace(self, times=self.times + 1)
        return rung, [Rang(time=at, bell=self.id, times=rung.times)]

    def tuned(self, at: datetime) -> Outcome[Bell]:
        return self, [Tuned(time=at, bell=self.id)]


class Egg(Value):
    """`done`: when it was, in event time; `times`: how often it was said to be, which must be once."""

    id: str
    done: datetime | None = None
    times: int = 0

    def boiled(self, at: datetime) -> Outcome[Egg]:
        boiled = replace(self, done=at, times=self.times + 1)
        return boiled, [Boiled(time=at, egg=self.id, times=boiled.times)]


class CounterUnit(Unit):
    eggs = Collection(Egg, topic=EGG)
    counts = Collection(Count, topic=COUNT)
    bells = Collection(Bell, topic=URGENT)
