"""Asks the sources now and then how far their records go, so that a silent hole is noticed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import structlog

from libs.bus.record import Record, RecordAway

log = structlog.get_logger()

ASK_SECONDS = 5.0
SILENT_SECONDS = 2.0


class Watch:
    """`behind()`: whether a partition that was silent for a while has more in its source's record."""

    def __init__(self, record: Record, services: Callable[[], Iterable[str]]) -> None:
        self.record, self.services, self.stopped = record, services, False
        self._lasts: dict[tuple[str, int], tuple[int, float]] = {}

    def run(self) -> None:
        """Runs until `stop()`, in a thread of its own: a source that is away delays nobody."""
        asked = time.monotonic()
        while not self.stopped:
            time.sleep(0.2)
            if time.monotonic() < asked + ASK_SECONDS:
                continue
            asked = time.monotonic()
            for service in sorted(self.services()):
                try:
                    lasts = self.record.lasts(service)
                except RecordAway as fault:
                    log.info("record not read", service=service, why=str(fault))
                    continue
                now = time.monotonic()
                self._lasts.update({place: (last, now) for place, last in lasts.items()})

    def behind(self, topic: str, partition: int, next: int, heard: float) -> bool:
        last, seen = self._lasts.get((topic, partition), (0, 0.0))
        return last >= next and seen > heard and time.monotonic() - seen > SILENT_SECONDS

    def stop(self) -> None:
        self.stopped = True
