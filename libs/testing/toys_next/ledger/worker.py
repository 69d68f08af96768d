"""The ledger books both versions of a change, as the newest."""

from __future__ import annotations

from typing import Any

from libs.bus import Worker, on
from libs.events import Event, Topic
from libs.testing.toys.ledger.store import Entry, LedgerUnit
from libs.testing.toys.ledger.worker import LedgerWorker


def with_unit(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 to 2, of what is read here."""
    return {**data, "amount": data["by"], "unit": "piece"}


class Counted(Event, topic=Topic("counter", "count"), key="count", version=2, upcasts={1: with_unit}):
    count: str
    amount: int
    unit: str
    place: int


class NextLedgerWorker(Worker):
    name = LedgerWorker.name
    unit = LedgerUnit
    urgent = LedgerWorker.urgent
    hears_within = LedgerWorker.hears_within
    ring = LedgerWorker.ring

    @on(Counted, reads=lambda e: [(Entry, e.count)])
    def book(self, event: Counted, unit: LedgerUnit) -> None:
        entry = unit.entries.get(event.count) or Entry(event.count)
        unit.save(entry.booked(event.amount, event.place, event.time))
