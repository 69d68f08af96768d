"""One reader of the store for all streams of this process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from libs.store import Unavailable
from services.console.domain.expired import is_expiry
from services.console.domain.seen import Seen
from services.console.stream.window import Window

PAUSE = 0.25
"""Seconds between two looks into the store: 4 a second at most, however many listen."""
PAGE = 500
STATE_SECONDS = 2.0
"""How often the worker's pulse is read."""
FRESH_SECONDS = 5.0
"""A look older than this no longer says that nothing is new."""

ReadPage = Callable[[int, int], Awaitable[list[Seen]]]
"""(after, limit) → at most `limit` events after that position, in order. May raise `Unavailable`."""

ReadState = Callable[[], Awaitable[tuple[int, datetime | None]]]
"""→ (the newest position, when the worker was last alive)."""


class Tail:
    """Looks for new events while anybody listens, and wakes all who do.

    A stream has a position of its own and no queue: who reads slowly falls behind the window, and reads pages
    from the store until it is back.
    """

    def __init__(self, read_page: ReadPage, read_state: ReadState) -> None:
        self._read_page, self._read_state = read_page, read_state
        self._window = Window()
        self._listeners = 0
        self._entering = asyncio.Lock()
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._looked_at = self._asked_at = float("-inf")
        self.worker_seen_at: datetime | None = None
        self.stopping = False

    @property
    def head(self) -> int:
        """The newest position known here."""
        return self._window.head

    @property
    def fresh(self) -> bool:
        """Whether the store was read a moment ago: else nobody may say that nothing is new."""
        return asyncio.get_running_loop().time() - self._looked_at < FRESH_SECONDS

    async def __aenter__(self) -> Tail:
        """While entered, `read` and `news` follow the store."""
        async with self._entering:
            if self._reader is None or self._reader.done():
                self._window.restart(await self._look())
                self._reader = asyncio.create_task(self._follow())
            self._listeners += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listeners -= 1
        if not self._listeners and self._reader is not None:
            self._reader.cancel()
            self._reader = None

    async def read(self, after: int) -> list[Seen]:
        """The next events after a position: from memory, or from the store when they are older."""
        rows = self._window.after(after, PAGE)
        return await self._read_page(after, PAGE) if rows is None else rows

    async def news(self, after: int, seconds: float) -> None:
        """Returns when something after that position is there, the process stops, or `seconds` have passed.

        Raises what ended the reader, if anything did.
        """
        if self.head > after or self.stopping:
            return
        if self._reader is not None and self._reader.done():
            self._reader.result()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)

    def stop(self) -> None:
        """Ends all streams: a server waits for its connections before it stops."""
        self.stopping = True
        self._wake()

    async def _follow(self) -> None:
        while not self.stopping:
            rows: list[Seen] = []
            with suppress(Unavailable):  # the streams stay open; that no beat comes says it
                rows = await self._read_page(self.head, PAGE)
                self._looked_at = asyncio.get_running_loop().time()
                if self._looked_at - self._asked_at > STATE_SECONDS:
                    await self._look()
            if rows:
                self._window.extend(rows)
                if any(is_expiry(row.type) for row in rows):
                    self._window.restart(self.head)  # nothing is remembered here that is forgotten there
                self._wake()
            if len(rows) < PAGE:
                await asyncio.sleep(PAUSE)

    async def _look(self) -> int:
        head, self.worker_seen_at = await self._read_state()
        self._looked_at = self._asked_at = asyncio.get_running_loop().time()
        return head

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
