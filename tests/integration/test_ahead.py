"""Commands in a row: while a batch is committed the next is decided on what it makes, though it may still fail."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from libs.events import replace
from libs.http.command import Command, Reply
from libs.http.committer import Committer
from libs.http.problems import Problem
from libs.store import Conflict, Unavailable
from libs.testing.gate import Gate
from libs.testing.running import until
from libs.testing.statements import cost
from libs.testing.walk import Walk


@pytest.fixture
def port() -> Gate:
    return Gate()


@pytest.fixture
def committer(walk: Walk) -> Iterator[Committer]:
    committer = Committer(walk.source)
    committer.start()
    yield committer
    committer.stop()


class Desk:
    """Asks one thing after the other, without waiting for the answers."""

    def __init__(self, walk: Walk, committer: Committer, gate: Gate) -> None:
        self.walk, self.committer, self.gate = walk, committer, gate
        self.seen: list[int] = []
        self.batches: list[weakref.ref[Any]] = []

    def counts(self, key: str) -> Callable[[Any], Reply]:
        """One more for the key; notes what it stood at before."""

        def decide(unit: Any) -> Reply:
            known = unit.tallies.get(key)
            self.seen.append(known.changes if known else 0)
            self.walk.change(unit, [key])
            return Reply(200, b'{"before":%d}' % self.seen[-1])

        return decide

    def ask(self, decide: Callable[[Any], Reply], key: str = "") -> asyncio.Task[int | str]:
        loop = asyncio.get_running_loop()
        command = Command(decide, (), key, "digest", "", "", loop, loop.create_future())

        async def answered() -> int | str:
            try:
                reply = await self.committer.submit(command)
            except Problem as problem:
                return problem.status
            except Unavailable:
                return 503
            return reply.body.decode() if reply.status == 200 else reply.status

        return asyncio.create_task(answered())

    async def while_it_commits(
        self, first: Callable[[Any], Reply], then: Callable[[], Awaitable[Any]], fault: Exception | None = None
    ) -> list[int | str]:
        """`then` happens while the first is being committed, which fails by `fault`."""
        stop = self.gate.stop_at("store.commit")
        asked = self.ask(first)
        await asyncio.to_thread(stop.expect_reached)
        more = await then()
        await self.until_decided(2)
        stop.fault = fault
        stop.go.set()
        return [await asked, await more] if isinstance(more, asyncio.Task) else [await asked]

    def counts_seen(self, key: str) -> Callable[[Any], Reply]:
        """As `counts`; its batch is remembered for as long as anybody else knows it."""

        def decide(unit: Any) -> Reply:
            self.batches.append(weakref.ref(unit))
            return self.counts(key)(unit)

        return decide

    async def until_the_last_is_kept_alone(self) -> None:
        alone = [False] * (len(self.batches) - 1) + [True]
        await asyncio.to_thread(until, lambda: [at() is not None for at in self.batches] == alone, "they are let go of")

    async def until_decided(self, times: int) -> None:
        await asyncio.to_thread(until, lambda: len(self.seen) >= times, f"{times} decided")


@pytest.fixture
def desk(walk: Walk, committer: Committer, port: Gate) -> Desk:
    return Desk(walk, committer, port)


def test_the_next_is_decided_on_what_is_being_committed(walk: Walk, desk: Desk) -> None:
    async def another() -> asyncio.Task[int | str]:
        return desk.ask(desk.counts("k"))

    async def story() -> None:
        assert await desk.ask(desk.counts("other")) == '{"before":0}'
        desk.seen.clear()
        assert await desk.while_it_commits(desk.counts("k"), another) == ['{"before":0}', '{"before":1}']

    asyncio.run(story())
    assert desk.seen == [0, 1]  # neither was decided twice
    assert walk.expected()["k"] == (1, 2)


@pytest.mark.parametrize(("callers", "transactions"), [(1, 1), (32, 1), (64, 2)])
def test_not_all_are_in_one_transaction_for_which_all_would_wait(
    walk: Walk, port: Gate, callers: int, transactions: int
) -> None:
    committer = Committer(walk.source)
    desk = Desk(walk, committer, port)

    async def story() -> list[int | str]:
        asked = [desk.ask(desk.counts(f"k{n}")) for n in range(callers)]
        await asyncio.sleep(0)  # all of them wait
        committer.start()
        return await asyncio.gather(*asked)

    answers: list[int | str] = []
    seen = cost(lambda: answers.extend(asyncio.run(story())))
    committer.stop()
    assert answers == ['{"before":0}'] * callers
    assert seen["commit"] == transactions


def test_what_fails_takes_with_it_what_was_decided_on_it(walk: Walk, desk: Desk) -> None:
    async def another() -> asyncio.Task[int | str]:
        return desk.ask(desk.counts("k"))

    async def story() -> None:
        answers = await desk.while_it_commits(desk.counts("k"), another, Conflict("another was faster"))
        assert answers == ['{"before":0}', '{"before":1}']

    asyncio.run(story())
    assert desk.seen == [0, 1, 0, 1]
    walk.drain()
    assert walk.places() == {"k": (1, 2)}
    assert walk.breaches() == []


def test_where_the_database_is_away_it_is_said_and_nothing_is_decided_again(walk: Walk, desk: Desk) -> None:
    async def another() -> asyncio.Task[int | str]:
        return desk.ask(desk.counts("k"))

    async def story() -> None:
        answers = await desk.while_it_commits(desk.counts("k"), another, Unavailable("away"))
        assert answers == [503, '{"before":0}']

    asyncio.run(story())
    assert walk.expected() == {"k": (1,)}


def test_a_row_lets_go_of_each_batch_while_it_never_rests(desk: Desk) -> None:
    async def story() -> None:
        stop = desk.gate.stop_at("store.commit")
        asked = [desk.ask(desk.counts_seen("k"))]
        for decided in range(2, 6):  # each while the one before stands before its commit
            await asyncio.to_thread(stop.expect_reached)
            asked.append(desk.ask(desk.counts_seen("k")))
            await desk.until_decided(decided)
            before, stop = stop, desk.gate.stop_at("store.commit")
            before.go.set()
        await asyncio.to_thread(stop.expect_reached)
        await asyncio.gather(*asked[:-1])
        await desk.until_the_last_is_kept_alone()
        stop.go.set()
        assert await asked[-1] == '{"before":4}'

    asyncio.run(story())


def test_a_row_lets_go_of_each_batch_when_it_rests_as_well(desk: Desk) -> None:
    async def story() -> None:
        for before in range(4):
            assert await desk.ask(desk.counts_seen("k")) == f'{{"before":{before}}}'
        await desk.until_the_last_is_kept_alone()

    asyncio.run(story())


def test_what_another_process_has_written_is_decided_on_anew(walk: Walk, desk: Desk) -> None:
    async def story() -> None:
        assert await desk.ask(desk.counts("k")) == '{"before":0}'
        other = walk.store(0)
        other.run(lambda unit: unit.put(replace(unit.tallies.get("k"), changes=7)))
        other.close()
        assert await desk.ask(desk.counts("k")) == '{"before":7}'

    asyncio.run(story())
    assert desk.seen == [0, 1, 7]


def test_what_was_only_read_is_looked_at_though_nothing_is_written(walk: Walk, desk: Desk) -> None:
    def looks(unit: Any) -> Reply:
        return Reply(200, b"%d" % unit.tallies.get("k").changes)

    async def story() -> None:
        await desk.ask(desk.counts("k"))
        other = walk.store(0)
        other.run(lambda unit: unit.put(replace(unit.tallies.get("k"), changes=7)))
        other.close()
        assert await desk.ask(looks) == "7"

    asyncio.run(story())


def test_the_same_key_is_told_what_it_was_told(walk: Walk, desk: Desk) -> None:
    async def story() -> None:
        assert await desk.ask(desk.counts("k"), "key") == '{"before":0}'
        assert await desk.ask(desk.counts("k"), "key") == '{"before":0}'
        twice = [desk.ask(desk.counts("k"), "other") for _ in range(2)]
        assert await asyncio.gather(*twice) == ['{"before":1}', '{"before":1}']

    asyncio.run(story())
    assert walk.expected() == {"k": (1, 2)}


def test_what_is_being_removed_is_not_there_any_more(walk: Walk, desk: Desk) -> None:
    def removes(unit: Any) -> Reply:
        desk.seen.append(-1)
        unit.remove(unit.tallies.get("k"))
        return Reply(200, b"gone")

    async def another() -> asyncio.Task[int | str]:
        return desk.ask(desk.counts("k"))

    async def story() -> None:
        await desk.ask(desk.counts("k"))
        desk.seen.clear()
        assert await desk.while_it_commits(removes, another) == ["gone", '{"before":0}']

    asyncio.run(story())


def test_who_does_not_wait_any_more_is_not_decided_for(walk: Walk, desk: Desk) -> None:
    async def gives_up() -> None:
        given_up = desk.ask(desk.counts("k"))
        await desk.until_decided(2)
        given_up.cancel()

    async def story() -> None:
        assert await desk.while_it_commits(desk.counts("k"), gives_up) == ['{"before":0}']
        assert await desk.ask(desk.counts("k")) == '{"before":1}'

    asyncio.run(story())
    assert walk.expected() == {"k": (1, 2)}
