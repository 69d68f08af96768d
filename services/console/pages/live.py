"""The parts of the page that changed, drawn once for all browsers and sent to each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from fastapi.sse import ServerSentEvent

from services.console.stream.follow import BEAT_SECONDS, Beat
from services.console.stream.tail import Tail

DRAW_SECONDS = 0.5
"""Between two drawings: what came meanwhile is drawn together, so a browser has 2 changes a second at most."""

Draw = Callable[[], Awaitable[tuple[int, dict[str, str]]]]
"""→ (position, HTML of each part by name), with all events up to that position."""


@dataclass(slots=True)
class Board:
    """The newest drawing of each part, and the position at which it last looked different."""

    draw: Draw
    position: int = -1
    parts: dict[str, str] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _drawn_at: float = float("-inf")

    async def up_to(self, position: int) -> None:
        """Returns when everything up to that position is drawn; whoever comes first draws for all."""
        async with self._drawing:
            if self.position >= position:
                return
            loop = asyncio.get_running_loop()
            await asyncio.sleep(max(0.0, self._drawn_at + DRAW_SECONDS - loop.time()))
            self.take(*await self.draw())
            self._drawn_at = loop.time()

    def take(self, position: int, parts: dict[str, str]) -> None:
        for name, html in parts.items():
            if self.parts.get(name) != html:
                self.changed[name] = position
        self.position, self.parts = position, parts

    def since(self, position: int) -> str:
        """The parts that look different from how they did at that position."""
        return "".join(html for name, html in self.parts.items() if self.changed[name] > position)


async def follow_board(tail: Tail, board: Board, after: int, beat: Beat) -> AsyncIterator[ServerSentEvent]:
    """The changed parts after a position (`event: parts`, `id` the position they show), and a `beat` every 5 s."""
    loop = asyncio.get_running_loop()
    position, beat_at = after, loop.time()
    async with tail:
        while not tail.stopping:
            if tail.head > position:
                await board.up_to(tail.head)
                parts = board.since(position)
                position = board.position
                if parts:
                    yield ServerSentEvent(raw_data=parts, event="parts", id=str(position))
            if tail.fresh and loop.time() >= beat_at:
                yield beat(position, tail.head)
                beat_at = loop.time() + BEAT_SECONDS
            await tail.news(position, max(0.0, beat_at - loop.time()) if tail.fresh else 0.25)
