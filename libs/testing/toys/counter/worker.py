"""The counter hears nothing: its worker relays."""

from __future__ import annotations

from libs.bus import Worker
from libs.testing.toys.counter.store import CounterUnit


class CounterWorker(Worker):
    name = "counter"
    unit = CounterUnit
