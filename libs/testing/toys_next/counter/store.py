"""Counts, kept with one field more, which the version before does not know."""

from __future__ import annotations

from datetime import datetime

from libs.events import Outcome, Value, replace
from libs.store import Collection, Unit
from libs.testing.toys.counter.events import COUNT, EGG
from libs.testing.toys.counter.store import Egg
from libs.testing.toys_next.counter.events import Counted


class Count(Value):
    """`by_next`: how many of the changes this version made; the one before must not lose it."""

    id: str
    total: int = 0
    changes: int = 0
    by_next: int = 0

    def grown(self, by: int, at: datetime) -> Outcome[Count]:
        grown = replace(self, total=self.total + by, changes=self.changes + 1, by_next=self.by_next + 1)
        said = Counted(time=at, count=self.id, amount=by, unit="piece", total=grown.total, place=grown.changes)
        return grown, [said]


class NextCounterUnit(Unit):
    eggs = Collection(Egg, topic=EGG)
    counts = Collection(Count, topic=COUNT)
