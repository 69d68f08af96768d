"""The counter hears nothing: its worker relays, and looks at the clock."""

from __future__ import annotations

from libs.bus import Timer, Worker, due
from libs.testing.toys.counter.store import CounterUnit


class CounterWorker(Worker):
    name = "counter"
    unit = CounterUnit

    @due("egg")
    def done(self, timer: Timer, unit: CounterUnit) -> None:
        unit.save(unit.eggs.need(timer.key).boiled(timer.due))
