"""What reports at regular instants: each batch until it is taken, then the newest instant, never a backlog."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from libs.runtime.clock import Clock
from simulator.apis import Apis

HOUR = 3600
LONGEST_GAP = 24 * HOUR
"""Hours further back than this are left to the platform's estimate."""
BATCH = 120
SHORTEST_REST = 0.2
LONGEST_REST = 60.0
"""Machine seconds."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Items made for every `interval` platform seconds and sent to one route, at most BATCH at a time."""

    service: str
    path: str
    field: str
    interval: int
    items: Callable[[datetime], Iterable[dict[str, Any]]]

    async def keep(self, clock: Clock, apis: Apis) -> None:
        """For ever. It rests at least as long as a round took, so that a fast clock does not drown the APIs."""
        last: datetime | None = None
        while True:
            began = time.monotonic()
            for instant in due(last, clock.now(), self.interval):
                await self._send(instant, apis)
                last = instant
            took = time.monotonic() - began
            ahead = 0.0 if last is None else clock.seconds_until(later(last, self.interval))
            await asyncio.sleep(max(took, min(ahead, LONGEST_REST), SHORTEST_REST))

    async def _send(self, instant: datetime, apis: Apis) -> None:
        items = list(self.items(instant))
        for start in range(0, len(items), BATCH):
            await apis.post(self.service, self.path, {self.field: items[start : start + BATCH]})


def due(last: datetime | None, now: datetime, interval: int) -> Iterator[datetime]:
    """The instants to report: the newest, and before it every full hour since `last`, so that hours close exactly."""
    newest = int(now.timestamp()) // interval * interval
    if last is None:
        yield _instant(newest)
        return
    before = max(int(last.timestamp()), newest - LONGEST_GAP)
    for hour in range((before // HOUR + 1) * HOUR, newest, HOUR):
        yield _instant(hour)
    if newest > before:
        yield _instant(newest)


def later(instant: datetime, seconds: int) -> datetime:
    """The instant so many seconds after."""
    return _instant(int(instant.timestamp()) + seconds)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
