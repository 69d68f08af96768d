"""The throng counts every step."""

from __future__ import annotations

from bench.fire.services.throng.store import Seen, ThrongUnit
from libs.bus import Worker, on
from libs.events import Event, Topic


class Stepped(Event, topic=Topic("crowd", "step", partitions=6), key="walker"):
    walker: str
    step: int


class ThrongWorker(Worker):
    name = "throng"
    unit = ThrongUnit

    @on(Stepped, reads=lambda event: [(Seen, event.walker)])
    def count(self, event: Stepped, unit: ThrongUnit) -> None:
        seen = unit.seen.get(event.walker) or Seen(event.walker)
        unit.put(Seen(seen.id, seen.steps + 1))
