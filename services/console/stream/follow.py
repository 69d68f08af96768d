"""What one client of the stream is sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime

from fastapi.sse import ServerSentEvent

from libs.events import rfc3339
from services.console.domain.seen import Chosen
from services.console.stream.tail import Tail

BEAT_SECONDS = 5.0
"""A browser sees real events alone, not comments; none for 12 s is a lost link (screens.md)."""


Beat = Callable[[int, int], ServerSentEvent]
"""(position, head) → the beat to send now."""


async def follow(tail: Tail, chosen: Chosen, after: int, beat: Beat) -> AsyncIterator[ServerSentEvent]:
    """All chosen events after a position, in order, each once, `id` its position; a `beat` every 5 s.

    The first beat with `behind` 0 comes at once: whoever wants what is there so far stops reading at it.
    """
    loop = asyncio.get_running_loop()
    position, beat_at = after, loop.time() + BEAT_SECONDS
    level = False
    async with tail:
        while not tail.stopping:
            rows = await tail.read(position)
            for seen in rows:
                if chosen.wants(seen):
                    yield ServerSentEvent(raw_data=seen.line(), id=str(seen.position))
                position = seen.position
            reached = not rows
            if tail.fresh and (loop.time() >= beat_at or (reached and not level)):
                yield beat(position, tail.head)
                level, beat_at = level or reached, loop.time() + BEAT_SECONDS
            if reached:
                await tail.news(position, max(0.0, beat_at - loop.time()) if tail.fresh else 0.25)


def beat_of(at: datetime, worker_silent_seconds: float | None, position: int, head: int) -> ServerSentEvent:
    """`at`: platform time; `position`: all chosen events up to it were sent; `behind`: how many more are
    known.

    `worker_silent_seconds`: machine seconds since what applies the events was last alive, null when it never
    was.
    """
    data = {
        "at": rfc3339(at),
        "position": position,
        "behind": max(0, head - position),
        "worker_silent_seconds": worker_silent_seconds,
    }
    return ServerSentEvent(raw_data=json.dumps(data), event="beat")
