"""Method 12: what things cost in statements and transactions, held to the committed table `docs/statements.md`."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from libs.bus.members import Members
from libs.http.command import Command, Reply
from libs.http.committer import Committer
from libs.http.shapes import Body
from libs.http.signals import Signals
from libs.testing.crash import CrashPort
from libs.testing.statements import cost, table
from libs.testing.walk import Tally, Walk


def test_records_of_one_partition(walk: Walk) -> None:
    keys = walk.spread("k", 200)[::2]
    events = [walk.event(keys[n % 100], n + 1, partition=0) for n in range(1_000)]
    walk.hear_events(events[:1])
    walk.applier.take_over(walk.topic.name, 0)

    def applied(first: int, last: int) -> Callable[[], object]:
        return lambda: walk.applier.apply(walk, walk.topic.name, 0, walk.as_raws(events[first:last]))

    assert cost(applied(1, 500)) == table()["499 records of one partition, 100 documents"]
    assert cost(applied(500, 1_000)) == table()["the next 500 records of the same 100 documents"]


def test_records_of_two_partitions(walk: Walk) -> None:
    keys = walk.spread("k", 200)
    places = [(walk.topic.name, partition) for partition in (0, 1)]
    found = {
        place: walk.as_raws([walk.event(keys[2 * (n % 100) + place[1]], n + 1, partition=place[1]) for n in range(250)])
        for place in places
    }
    for place in places:
        walk.applier.take_over(*place)

    def together() -> None:
        assert walk.applier.apply_together(walk, found) == set(places)

    def again() -> None:
        for place, raws in found.items():
            walk.applier.apply(walk, *place, raws)

    assert cost(together) == table()["500 records of two partitions, 200 new documents"]
    assert cost(again) == table()["the same 500 records again"]


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture
def committer(walk: Walk) -> Iterator[Committer]:
    committer = Committer(walk.source)
    committer.start()
    yield committer
    committer.stop()


Ask = Callable[..., Callable[[], object]]


@pytest.fixture
def commanded(walk: Walk, committer: Committer, loop: asyncio.AbstractEventLoop) -> Ask:
    """Commands that wait at the same moment, each for one count."""

    def command(key: str, turn: int) -> Command:
        def decide(unit: Any) -> Reply:
            walk.change(unit, [key])
            return Reply(200, b"{}")

        return Command(decide, [(Tally, key)], f"{turn}|{key}", "digest", "", "", loop, loop.create_future())

    def act(keys: Sequence[str], turn: int = 1) -> Callable[[], object]:
        commands = [command(key, turn) for key in keys]

        async def answered() -> None:
            committer.turn(commands)
            assert {answer.status for answer in await asyncio.gather(*(c.answer for c in commands))} == {200}

        return lambda: loop.run_until_complete(answered())

    return act


def test_commands(walk: Walk, commanded: Ask) -> None:
    keys = [f"k{n}" for n in range(64)]
    walk.add([*keys, "lone"])
    assert cost(commanded(["lone"])) == table()["a lone command"]
    assert cost(commanded(["lone"], turn=2)) == table()["another, for the same document"]
    assert cost(commanded(keys)) == table()["64 commands that wait at the same moment"]
    again = cost(commanded(keys))  # the keys are refused as it is written, and read then
    assert (again["find"], again["abortTransaction"], again.get("commit")) == (2, 1, None)


class Tick(Body):
    """One more of a count."""

    id: str
    count: str


def test_signals(walk: Walk, committer: Committer, loop: asyncio.AbstractEventLoop) -> None:
    keys = [f"k{n}" for n in range(64)]
    walk.add(keys)

    def take(tick: Tick, unit: Any) -> None:
        walk.change(unit, [tick.count])

    hints = {"tick": Tick, "unit": Any, "return": None}
    route = Signals("/ticks", "ticks", hints, take, lambda _: "meter", lambda tick: [(Tally, tick.count)])

    def batch(key: str) -> Command:
        items, faulty = route.read({"ticks": [{"id": f"{key}-{n}", "count": key} for n in range(10)]})

        def decide(unit: Any) -> Reply:
            return Reply(202, route.take(unit, items, faulty).model_dump_json().encode())

        future = loop.create_future()
        return Command(decide, route.needed(items), "", "", "", "", loop, future, beside=route.ids(items))

    def sent(expected: dict[str, int]) -> Callable[[], object]:
        commands = [batch(key) for key in keys]

        async def answered() -> None:
            committer.turn(commands)
            for reply in await asyncio.gather(*(command.answer for command in commands)):
                assert json.loads(reply.body) == {"rejected": [], **expected}

        return lambda: loop.run_until_complete(answered())

    new, known = {"accepted": 10, "duplicates": 0}, {"accepted": 0, "duplicates": 10}
    assert cost(sent(new)) == table()["64 batches of 10 signals that wait at the same moment"]
    assert cost(sent(known)) == table()["the same 64 batches again"]


@pytest.fixture
def port() -> CrashPort:
    """It tells how often the lease was held longer and the watermarks were saved, which goes by time."""
    return CrashPort()


def test_a_relay_s_turn(walk: Walk, port: CrashPort) -> None:
    walk.add(["k0"])
    walk.relay()
    for _ in range(10):
        walk.add([f"k{n}" for n in range(64)])

    def turned(sent: int) -> dict[str, int]:
        port.steps.clear()
        seen = Counter(cost(lambda: done.append(walk.relay())))
        assert done.pop() == sent
        saved, held = port.steps.count("relay.watermark"), port.steps.count("relay.lease")
        by_time = Counter(update=saved, lease=held, trip=saved + held)
        return dict(seen - by_time)

    done: list[int] = []
    assert turned(640) == table()["a turn of the relay, 10 units of 64 events"]
    assert turned(0) == table()["a turn of the relay with nothing to send"]


def test_who_lives(walk: Walk) -> None:
    one, other = (Members(walk.sink, name) for name in ("a", "b"))
    one.renew()
    assert cost(other.renew) == table()["a worker lives on, forgets the dead and reads the others"]


def test_every_row_is_held() -> None:
    """A row that no test names says nothing."""
    text = "".join(test.read_text() for test in Path(__file__).parent.rglob("test_counts*.py"))
    assert [what for what in table() if f'"{what}"' not in text] == []
