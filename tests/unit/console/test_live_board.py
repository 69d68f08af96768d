"""The live parts: drawn once for all browsers, each gets what changed since what it shows."""

from __future__ import annotations

import asyncio

from fastapi.sse import ServerSentEvent

from services.console.domain.seen import Seen
from services.console.pages.live import Board, follow_board
from services.console.stream.follow import beat_of
from services.console.stream.tail import Tail
from tests.unit.console.desk import NOW
from tests.unit.console.test_stream import History, seen


def beat(position: int, head: int) -> ServerSentEvent:
    return beat_of(NOW, 1.5, position, head)


async def never() -> tuple[int, dict[str, str]]:
    raise AssertionError("nothing is to be drawn")


def test_a_part_is_sent_when_it_looks_different() -> None:
    board = Board(never)
    board.take(5, {"zones": "<z1>", "power": "<p1>"})
    board.take(9, {"zones": "<z2>", "power": "<p1>"})
    assert board.since(9) == ""
    assert board.since(5) == "<z2>"
    assert board.since(4) == "<z2><p1>"


class Site:
    """A history whose page shows how far it has come."""

    def __init__(self, *events: Seen) -> None:
        self.history = History(*events)
        self.drawings = 0
        self.board = Board(self.draw)
        self.tail = Tail(self.history.page, self.history.state)

    async def draw(self) -> tuple[int, dict[str, str]]:
        self.drawings += 1
        position = len(self.history.events)
        return position, {"zones": f"<z{position}>", "power": "<p>"}


def test_a_page_drawn_at_the_newest_position_gets_a_beat_and_nothing_else() -> None:
    async def story() -> ServerSentEvent:
        site = Site(seen(1), seen(2))
        message = await anext(follow_board(site.tail, site.board, 2, beat))
        assert site.drawings == 0
        return message

    assert asyncio.run(story()).event == "beat"


def test_a_page_that_is_behind_gets_all_parts_at_once_with_their_position() -> None:
    async def story() -> ServerSentEvent:
        site = Site(seen(1), seen(2))
        return await anext(follow_board(site.tail, site.board, 1, beat))

    message = asyncio.run(story())
    assert (message.event, message.id, message.raw_data) == ("parts", "2", "<z2><p>")


def test_many_browsers_cost_one_drawing() -> None:
    async def story() -> list[str | None]:
        site = Site(seen(1))
        streams = [follow_board(site.tail, site.board, 1, beat) for _ in range(10)]
        for stream in streams:
            await anext(stream)  # the first beat
        site.history.events.append(seen(2))
        sent = [await anext(stream) for stream in streams]
        assert site.drawings == 1
        return [message.raw_data for message in sent]

    assert asyncio.run(story()) == ["<z2><p>"] * 10
