"""The stream: begun anywhere, broken off anywhere, taken up again: nothing is missed, nothing comes twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from fastapi.sse import ServerSentEvent
from hypothesis import given
from hypothesis import strategies as st

from libs.events import Envelope, Refused
from services.console.domain.seen import Chosen, Seen
from services.console.stream.follow import beat_of, follow
from services.console.stream.resume import resume_at
from services.console.stream.tail import Tail
from services.console.stream.window import Window
from tests.unit.console.desk import NOW


def seen(position: int, name: str = "access.door-opened", subject: str = "door-1", data: str = "{}") -> Seen:
    service, fact = name.split(".")
    envelope = Envelope(
        id=f"e{position}",
        source=f"/chapelle/{service}",
        type=f"fr.chapelle.{service}.{fact}.v1",
        subject=subject,
        time=NOW,
        sequence=position,
        topic=f"chapelle.{service}.door.v1",
        partition=0,
        data=data.encode(),
    )
    return Seen.of(envelope, position)


class History:
    """The stored events, from position 1."""

    def __init__(self, *events: Seen) -> None:
        self.events = list(events)
        self.pages = 0

    async def page(self, after: int, limit: int) -> list[Seen]:
        self.pages += 1
        return self.events[after : after + limit]

    async def state(self) -> tuple[int, datetime | None]:
        return len(self.events), NOW


def beat(position: int, head: int) -> ServerSentEvent:
    return beat_of(NOW, 1.5, position, head)


async def until_level(stream: AsyncIterator[ServerSentEvent]) -> list[ServerSentEvent]:
    """What is sent until a beat says that all was."""
    sent = []
    async for message in stream:
        sent.append(message)
        if message.event == "beat" and json.loads(message.raw_data or "")["behind"] == 0:
            break
    return sent


def positions(sent: list[ServerSentEvent]) -> list[int]:
    return [int(message.id) for message in sent if message.event is None and message.id is not None]


@pytest.mark.parametrize(
    ("last_event_id", "after", "begins_after"),
    [
        (None, None, 0),  # everything
        (None, 7, 7),  # the page was rendered at 7
        ("9", 7, 9),  # the browser came back to the same address
        ("0", None, 0),
        (" ", 7, 7),
        ("12", None, 12),  # nothing new yet
    ],
)
def test_where_a_stream_begins(last_event_id: str | None, after: int | None, begins_after: int) -> None:
    assert resume_at(last_event_id, after, head=12) == begins_after


@pytest.mark.parametrize("told", ["-1", "1.5", "abc", "٣", "9" * 40])
def test_what_is_no_position_is_refused(told: str) -> None:
    with pytest.raises(Refused) as refusal:
        resume_at(told, None, head=12)
    assert (refusal.value.kind, refusal.value.faults[0][0]) == ("invalid", "/headers/last-event-id")


def test_a_position_of_other_data_is_refused_rather_than_waited_for() -> None:
    with pytest.raises(Refused, match="beyond the newest, 12") as refusal:
        resume_at(None, 13, head=12)
    assert (refusal.value.kind, refusal.value.faults[0][0]) == ("conflict", "/query/after")


@given(
    appended=st.lists(st.integers(1, 7), max_size=12),
    kept=st.integers(1, 9),
    takes=st.lists(st.integers(1, 5), min_size=1, max_size=40),
)
def test_a_reader_gets_all_in_order_however_small_the_window_and_slow_the_reader(
    appended: list[int], kept: int, takes: list[int]
) -> None:
    everything = [seen(position + 1) for position in range(sum(appended))]
    window, got, grown = Window(kept=kept), [0], iter(appended)
    for take in takes:
        more = next(grown, 0)
        window.extend(everything[window.head : window.head + more])
        rows = window.after(got[-1], take)
        if rows is None:  # too old: from the store
            rows = everything[got[-1] : got[-1] + take]
        got += [row.position for row in rows]
    assert got == list(range(len(got)))


def test_the_window_takes_nothing_that_leaves_a_hole() -> None:
    window = Window(head=3)
    with pytest.raises(ValueError, match="position 5 does not follow 3"):
        window.extend([seen(5)])


@pytest.mark.parametrize("broken_at", range(6))
def test_broken_off_anywhere_and_resumed_the_stream_is_whole(broken_at: int) -> None:
    history = History(*(seen(position) for position in range(1, 6)))

    async def story() -> list[int]:
        tail = Tail(history.page, history.state)
        first = positions(await until_level(follow(tail, Chosen(), 0, beat)))[:broken_at]
        last = str(first[-1]) if first else None
        rest = await until_level(follow(tail, Chosen(), resume_at(last, None, 5), beat))
        return first + positions(rest)

    assert asyncio.run(story()) == [1, 2, 3, 4, 5]


def test_what_comes_while_listening_reaches_every_listener_by_one_reader() -> None:
    history = History(seen(1), seen(2))

    async def story() -> list[list[int]]:
        tail = Tail(history.page, history.state)
        streams = [follow(tail, Chosen(), 2, beat) for _ in range(20)]
        for stream in streams:
            await until_level(stream)
        reads = history.pages
        history.events += [seen(3), seen(4)]
        news = [[int((await anext(stream)).id or "") for _ in range(2)] for stream in streams]
        assert history.pages - reads <= 2  # one look that found them, at most one more: not one a client
        return news

    assert asyncio.run(story()) == [[3, 4]] * 20


def test_a_stream_ends_at_once_when_the_process_stops() -> None:
    history = History(seen(1))

    async def story() -> list[ServerSentEvent]:
        tail = Tail(history.page, history.state)
        stream = follow(tail, Chosen(), 0, beat)
        await until_level(stream)
        waiting = asyncio.ensure_future(anext(stream, None))
        await asyncio.sleep(0)
        tail.stop()
        assert await asyncio.wait_for(waiting, 1) is None
        return [message async for message in stream]

    assert asyncio.run(story()) == []


def test_a_beat_says_when_and_how_far() -> None:
    history = History(seen(1), seen(2))
    sent = asyncio.run(until_level(follow(Tail(history.page, history.state), Chosen(), 0, beat)))
    assert json.loads(sent[-1].raw_data or "") == {
        "at": "2026-03-02T12:00:00.000Z",
        "position": 2,
        "behind": 0,
        "worker_silent_seconds": 1.5,
    }
    assert sent[-1].id is None  # a beat is no event: it moves nobody's place


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Chosen(), [1, 2, 3, 4]),
        (Chosen(type="fr.chapelle.fire.activated.v1"), [3]),
        (Chosen(type="activated"), [3]),
        (Chosen(source="/chapelle/access"), [1, 2]),
        (Chosen(source="access", subject="door-2"), [2]),
        (Chosen(subject="hall-a"), [3, 4]),
        (Chosen(type="no-such"), []),
    ],
)
def test_a_reader_chooses(chosen: Chosen, expected: list[int]) -> None:
    history = History(
        seen(1),
        seen(2, subject="door-2"),
        seen(3, "fire.activated", "hall-a"),
        seen(4, "storage.parked", "hall-a"),
    )
    sent = asyncio.run(until_level(follow(Tail(history.page, history.state), chosen, 0, beat)))
    assert positions(sent) == expected


def test_an_event_is_one_json_line_as_the_command_line_prints_it() -> None:
    line = seen(41, data='{"door":\n "d-é"}').line()
    assert "\n" not in line
    assert json.loads(line) == {
        "id": "e41",
        "source": "/chapelle/access",
        "type": "fr.chapelle.access.door-opened.v1",
        "subject": "door-1",
        "time": "2026-03-02T12:00:00.000Z",
        "sequence": 41,
        "topic": "chapelle.access.door.v1",
        "partition": 0,
        "data": {"door": "d-é"},
    }
