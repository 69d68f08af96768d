"""The counter's worker, as before."""

from __future__ import annotations

from libs.bus import Timer, Worker, due
from libs.testing.toys_next.counter.store import NextCounterUnit


class NextCounterWorker(Worker):
    name = "counter"
    unit = NextCounterUnit

    @due("egg")
    def done(self, timer: Timer, unit: NextCounterUnit) -> None:
        unit.save(unit.eggs.need(timer.key).boiled(timer.due))
