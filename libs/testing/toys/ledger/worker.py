"""The ledger books each change once, and fails on what is marked as poison or heavy until it is healed."""

from __future__ import annotations

from libs.bus import Worker, on
from libs.events import Event, Topic, replace
from libs.testing.toys.ledger.store import Entry, LedgerUnit, Rung


class Counted(Event, topic=Topic("counter", "count"), key="count"):
    count: str
    by: int
    place: int


class Rang(Event, topic=Topic("counter", "urgent", safety=True), key="bell"):
    bell: str
    times: int


UNSTORABLE = 2**64


class LedgerWorker(Worker):
    name = "ledger"
    unit = LedgerUnit
    urgent = True
    hears_within = 0.06

    @on(Counted, reads=lambda e: [(Entry, e.count)])
    def book(self, event: Counted, unit: LedgerUnit) -> None:
        ill = event.count.startswith(("poison", "heavy")) and event.place == 2
        by = event.by
        if ill and unit.healed.get(event.count) is None:
            if event.count.startswith("poison"):
                raise ArithmeticError(f"{event.count} is poison")
            by = UNSTORABLE
        unit.save((unit.entries.get(event.count) or Entry(event.count)).booked(by, event.place, event.time))

    @on(Rang)
    def ring(self, event: Rang, unit: LedgerUnit) -> None:
        rung = unit.rung.get(event.bell) or Rung(event.bell)
        unit.put(replace(rung, times=(*rung.times, event.times)))
