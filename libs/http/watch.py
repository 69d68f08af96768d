"""Who waits for the database is told when it is away, and does not wait for it to come back.

What takes long is not what never comes: a request that has waited for a while has the database asked whether it is
there, and waits on if it is. If it is not, the request is given up: it is answered 503 within a second. What was begun
for it may still be committed; the same Idempotency-Key gets that answer then.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from math import inf
from types import TracebackType
from typing import Any, TypeVar

from libs.store import Unavailable
from libs.store.presence import Presence

R = TypeVar("R")

LATE_SECONDS = 0.15
"""Who has waited for so long has the database asked, which then has `PATIENCE_TURNS` for its answer."""
LOOK_SECONDS = 0.05
PATIENCE_TURNS = 8
"""0.4 s, where each comes in time. One that is late had no processor, nor had who is to hear the answer."""
IN_TIME_SECONDS = 1.5 * LOOK_SECONDS
DOOR_SECONDS = 0.75
"""For so long a decision is waited for by who stands at a door, whatever keeps it: the database may be there and have
no time."""


class Waiting:
    """`with watch.over(answer): await answer` raises `Unavailable` where the database is away meanwhile, or has not
    answered `within` so many seconds.
    """

    __slots__ = ("_answer", "_watch", "given_up", "since", "within")

    def __init__(self, watch: Watch, answer: asyncio.Future[Any], within: float) -> None:
        self._watch, self._answer, self.within, self.given_up = watch, answer, within, False
        self.since = 0.0

    def __enter__(self) -> None:
        self._watch.begin(self)

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, _: TracebackType | None) -> None:
        self._watch.end(self)
        if self.given_up and isinstance(fault, asyncio.CancelledError):
            raise Unavailable("the database does not answer in time") from None

    def give_up(self) -> None:
        """Whoever decides or reads for it sees that nobody waits any more."""
        self.given_up = self._answer.cancel() or self.given_up


class Watch:
    """Over all that waits in one process."""

    def __init__(self, presence: Presence) -> None:
        self._presence = presence
        self._thread = ThreadPoolExecutor(1, "presence")
        self._waiting: dict[Waiting, None] = {}
        self._look_at: asyncio.TimerHandle | None = None
        self._asking: asyncio.Future[bool] | None = None
        self._asked: asyncio.Task[None] | None = None

    def over(self, answer: asyncio.Future[Any], within: float = inf) -> Waiting:
        return Waiting(self, answer, within)

    async def there(self) -> bool:
        """Whether the database is there now: it says so soon, or is not. Who asks while it is asked waits with them.

        The driver's own time-out only ends what nobody waits for any more: it sleeps for half a second at a time.
        """
        if self._asking is None or self._asking.done():
            self._asking = asyncio.get_running_loop().run_in_executor(self._thread, self._presence.ask)
        return await _heard(self._asking)

    def close(self) -> None:
        self._thread.shutdown(wait=False)
        self._presence.close()

    # -- inside

    def begin(self, waiting: Waiting) -> None:
        loop = asyncio.get_running_loop()
        waiting.since = loop.time()
        self._waiting[waiting] = None
        if self._look_at is None:
            self._look_at = loop.call_later(LOOK_SECONDS, self._look)

    def end(self, waiting: Waiting) -> None:
        del self._waiting[waiting]

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        self._look_at = loop.call_later(LOOK_SECONDS, self._look) if self._waiting else None
        now = loop.time()
        for waiting in self._waiting:
            if waiting.since + waiting.within < now:
                waiting.give_up()
        if self._asked is None and self._late():
            self._asked = loop.create_task(self._ask())

    def _late(self) -> list[Waiting]:
        """Those who have waited for a while; they began to in this order."""
        before = asyncio.get_running_loop().time() - LATE_SECONDS
        late: list[Waiting] = []
        for waiting in self._waiting:
            if waiting.since > before:
                break
            late.append(waiting)
        return late

    async def _ask(self) -> None:
        """Once, or while it is away again and again: who comes then shall not wait for the next look."""
        try:
            while self._waiting and not await self.there():
                for waiting in self._late():
                    waiting.give_up()
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            self._asked = None


async def _heard(asking: asyncio.Future[bool]) -> bool:
    """The answer, or False where none comes while this process has processors to hear it. Where it never has, the
    question ends by itself, after some seconds (`Presence`)."""
    clock, patience = asyncio.get_running_loop().time, PATIENCE_TURNS
    while patience and not asking.done():
        began = clock()
        await asyncio.wait({asking}, timeout=LOOK_SECONDS)
        if clock() - began < IN_TIME_SECONDS:
            patience -= 1
    return asking.done() and asking.result()
