"""Where the streams of this process come from: the console's store, read in threads, and its one tail."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Header, Query
from fastapi.sse import ServerSentEvent
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from libs.http import ASKED, Api
from libs.http.guarded import refuse_faults
from libs.http.reading import Given
from services.console.domain.pulse import silent_seconds
from services.console.domain.seen import Counter, Seen, at_position
from services.console.store import ConsoleUnit
from services.console.stream.follow import beat_of
from services.console.stream.resume import resume_at
from services.console.stream.tail import Tail


class Source:
    """The events of one api process."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.tail = Tail(self._page, self._state)

    def unit(self) -> ConsoleUnit:
        """A fresh unit, to read from."""
        unit = self._api.store.unit()
        if not isinstance(unit, ConsoleUnit):
            raise TypeError("the console's store gives the console's units")
        return unit

    async def begin(
        self,
        request: Given,
        last_event_id: Annotated[str | None, Header(description="Resume after this position")] = None,
        after: Annotated[int | None, Field(ge=0), ASKED, Query(description="Begin after this position")] = None,
    ) -> int:
        """The position after which a stream of this request begins. Raises `Refused` or `Problem`."""
        refuse_faults(request)
        head, _ = await self._state()
        return resume_at(last_event_id, after, head)

    def beat(self, position: int, head: int) -> ServerSentEvent:
        clock = self._api.store.clock
        now = clock.now()
        return beat_of(now, silent_seconds(self.tail.worker_seen_at, now, clock.speed), position, head)

    async def _page(self, after: int, limit: int) -> list[Seen]:
        return await run_in_threadpool(lambda: self.unit().seen.page(at_position(after), limit))

    async def _state(self) -> tuple[int, datetime | None]:
        def read() -> tuple[int, datetime | None]:
            unit = self.unit()
            counter, pulse = unit.counters.get("seen") or Counter(), unit.pulses.get("worker")
            return counter.last, pulse.at if pulse else None

        return await run_in_threadpool(read)
