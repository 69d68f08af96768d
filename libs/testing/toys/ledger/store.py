"""What the ledger heard of each count, in the order in which it heard it."""

from __future__ import annotations

from datetime import datetime

from libs.events import Event, Outcome, Topic, Value, replace
from libs.store import Collection, Unit

ENTRY = Topic("ledger", "entry", partitions=2)


class Booked(Event, topic=ENTRY, key="entry"):
    """A change of a count was booked."""

    entry: str
    total: int
    places: int


class Entry(Value):
    """`places`: the places of the changes heard, which must be 1, 2, 3 …; `total`: their sum."""

    id: str
    total: int = 0
    places: tuple[int, ...] = ()
    heal: bool = False

    def booked(self, by: int, place: int, at: datetime) -> Outcome[Entry]:
        booked = replace(self, total=self.total + by, places=(*self.places, place))
        return booked, [Booked(time=at, entry=self.id, total=booked.total, places=len(booked.places))]


class Rung(Value):
    id: str
    times: tuple[int, ...] = ()


class Healed(Value):
    """While it does not exist for a count that is marked as poison or heavy, that count cannot be booked, or stored."""

    id: str


class LedgerUnit(Unit):
    entries = Collection(Entry, topic=ENTRY)
    rung = Collection(Rung, projection=True)
    healed = Collection(Healed)
