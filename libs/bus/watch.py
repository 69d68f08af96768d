"""Asks the sources now and then how far their records go: how far behind this service is, which hole is silent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping

import structlog
from pymongo.errors import PyMongoError

from libs.bus.record import Record, RecordAway
from libs.events import Value
from libs.store import Unavailable

log = structlog.get_logger()

ASK_SECONDS = 5.0
SILENT_SECONDS = 2.0

Place = tuple[str, int]


class Behind(Value):
    """A partition whose record has `lag` events beyond the position, which stands at `next` since then (machine s)."""

    next: int
    lag: int
    since: float


class Watch:
    """`services`: whom to ask; `hears`: whether a topic matters here; `nexts`: the positions by `topic/partition`."""

    def __init__(
        self,
        record: Record,
        services: Callable[[], Iterable[str]],
        hears: Callable[[str], bool],
        nexts: Callable[[], Mapping[str, int]],
    ) -> None:
        self.record, self.services, self.hears, self.nexts, self.stopped = record, services, hears, nexts, False
        self.behind: dict[Place, Behind] = {}
        """By what the records held when they were last asked, whether a lane reads the partition or not."""
        self._lasts: dict[Place, tuple[int, float]] = {}

    def run(self) -> None:
        """Runs until `stop()`, in a thread of its own: a source that is away delays nobody."""
        asked = time.monotonic()
        while not self.stopped:
            time.sleep(0.2)
            if time.monotonic() < asked + ASK_SECONDS:
                continue
            asked = time.monotonic()
            for service in sorted(self.services()):
                self._ask(service)
            try:
                self._compare(self.nexts(), time.monotonic())
            except (Unavailable, PyMongoError) as fault:
                log.info("positions not read", why=str(fault))

    def silent(self, topic: str, partition: int, next: int, heard: float) -> bool:
        """Whether a partition from which nothing was heard since `heard` has more in its source's record."""
        last, seen = self._lasts.get((topic, partition), (0, 0.0))
        return last >= next and seen > heard and time.monotonic() - seen > SILENT_SECONDS

    def stop(self) -> None:
        self.stopped = True

    def _ask(self, service: str) -> None:
        try:
            lasts = self.record.lasts(service)
        except RecordAway as fault:
            log.info("record not read", service=service, why=str(fault))
            return
        now = time.monotonic()
        self._lasts.update({place: (last, now) for place, last in lasts.items() if self.hears(place[0])})

    def _compare(self, nexts: Mapping[str, int], now: float) -> None:
        behind: dict[Place, Behind] = {}
        for place, (last, _) in self._lasts.items():
            next = nexts.get(f"{place[0]}/{place[1]}", 1)
            if last >= next:
                before = self.behind.get(place)
                since = before.since if before and before.next == next else now
                behind[place] = Behind(next, last - next + 1, since)
        self.behind = behind
