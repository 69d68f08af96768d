"""The sink notes when it heard each beat."""

from __future__ import annotations

import time

from bench.latency.services.sink.store import Heard, SinkUnit
from libs.bus import Worker, on
from libs.events import Event, Topic


class Beaten(Event, topic=Topic("source", "beat", safety=True), key="heart"):
    heart: str
    beat: int


class SinkWorker(Worker):
    name = "sink"
    unit = SinkUnit
    urgent = True
    hears_within = 0.06

    @on(Beaten)
    def hear(self, event: Beaten, unit: SinkUnit) -> None:
        unit.put(Heard(f"{event.heart}:{event.beat}", time.monotonic_ns()))
