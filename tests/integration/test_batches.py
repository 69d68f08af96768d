"""What waits at the same moment is decided in one unit; a poisonous command fails itself alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from libs.events import Refused, replace
from libs.http.command import Command, Reply
from libs.http.committer import Committer
from libs.http.problems import Problem
from libs.store import Conflict, Store, Unit
from libs.testing.running import until
from libs.testing.walk import Tally, Walk

Decide = Callable[[Any], Reply]
DONE = Reply(200, b"{}")


def decided(walk: Walk, *decisions: Decide) -> list[Reply | Exception]:
    """The answers to these commands, of one batch."""
    loop = asyncio.new_event_loop()
    commands = [Command(decide, (), "", "", "", "", loop, loop.create_future()) for decide in decisions]
    answers = Committer(walk.source).decided(commands)
    loop.close()
    return answers


def adding(walk: Walk, key: str, text: str = "") -> Decide:
    def decide(unit: Any) -> Reply:
        walk.change(unit, [key], text)
        return DONE

    return decide


def raising(fault: Exception, after: Decide | None = None) -> Decide:
    def decide(unit: Any) -> Reply:
        if after is not None:
            after(unit)
        raise fault

    return decide


def status(answer: Reply | Exception) -> int:
    assert isinstance(answer, Reply | Problem), repr(answer)
    return answer.status


def test_a_poisonous_command_fails_itself_alone(walk: Walk) -> None:
    a, b = walk.spread("k", 2)

    def too_large(unit: Any) -> Reply:
        unit.put(Tally("huge", changes=2**70))  # only the database refuses it
        return DONE

    answers = decided(
        walk,
        adding(walk, a),
        raising(Refused("conflict", "no"), after=adding(walk, a)),
        adding(walk, b),
        too_large,
        raising(ZeroDivisionError("of ours"), after=adding(walk, b)),
        adding(walk, a),
    )
    assert [status(answer) for answer in answers] == [200, 409, 200, 422, 500, 200]
    assert walk.expected() == {a: (1, 2), b: (1,)}
    walk.drain()
    assert walk.places() == walk.expected()


def test_more_than_one_transaction_should_hold_is_split(walk: Walk) -> None:
    keys = walk.spread("k", 8)
    answers = decided(walk, *(adding(walk, key, "x" * 900_000) for key in keys))
    assert [status(answer) for answer in answers] == [200] * 8
    assert walk.source.sometimes["commands_split"] > 0
    walk.drain()
    assert walk.places() == dict.fromkeys(keys, (1,))
    assert walk.breaches() == []


def test_one_command_that_is_too_large(walk: Walk) -> None:
    def five_large_ones(unit: Any) -> Reply:
        walk.change(unit, [f"k{n}" for n in range(5)], "x" * 900_000)
        return DONE

    assert [status(answer) for answer in decided(walk, five_large_ones, adding(walk, "k0"))] == [413, 200]
    assert walk.expected() == {"k0": (1,)}


def test_what_a_refused_command_put_is_not_known_to_the_next(walk: Walk) -> None:
    """It was put without having been read: that it exists already is not forgotten with it."""
    walk.add(["k"])
    seen: list[Tally | None] = []

    def looking(unit: Any) -> Reply:
        seen.append(unit.tallies.get("k"))
        return DONE

    def blindly(unit: Any) -> Reply:
        unit.put(Tally("k", changes=7))
        return DONE

    decided(walk, raising(Refused("invalid", "no"), after=blindly), looking)
    assert seen == [Tally("k", changes=1)]


def test_a_document_that_cannot_be_read_stops_nobody_else(walk: Walk) -> None:
    a, b = walk.spread("k", 2)
    walk.source.db.tallies.insert_one({"_id": b, "v": 1, "id": b, "changes": "many"})
    answers = decided(walk, adding(walk, a), adding(walk, b), adding(walk, a))
    assert [status(answer) for answer in answers] == [200, 500, 200]


def in_turn(decide: Decide) -> Decide:
    """A decision that cannot be made on documents at hand."""

    def decided_in_turn(unit: Any) -> Reply:
        if unit.recent is not None:
            raise Conflict("not ahead")
        return decide(unit)

    return decided_in_turn


def test_the_committing_thread_outlives_whatever_it_meets(walk: Walk) -> None:
    class Breaking(Committer):
        broken = False

        def decided(self, commands: Any) -> list[Reply | Exception]:
            if not self.broken:
                self.broken = True
                raise ZeroDivisionError("a fault of the committer itself")
            return super().decided(commands)

    async def story(committer: Committer) -> list[int]:
        loop = asyncio.get_running_loop()
        answers = []
        for _ in range(2):
            command = Command(in_turn(adding(walk, "k")), (), "", "", "", "", loop, loop.create_future())
            try:
                answers.append((await asyncio.wait_for(committer.submit(command), 20)).status)
            except Problem as problem:
                answers.append(problem.status)
        return answers

    committer = Breaking(walk.source)
    committer.start()
    assert asyncio.run(story(committer)) == [500, 200]
    committer.stop()


def test_what_a_killed_process_left_open(walk: Walk) -> None:
    """Its transaction keeps a document from everybody until the server ends it; who wants another is not held up."""
    a, b = walk.spread("k", 2)
    walk.add([a, b])
    dead: Store[Any] = walk.store(0)
    session = dead.client.start_session()
    session.start_transaction()
    dead.db.tallies.update_one({"_id": a}, {"$set": {"changes": -1}}, session=session)

    locked, free = decided(walk, adding(walk, a), adding(walk, b))
    assert status(free) == 200
    assert status(locked) in (200, 503)
    until(lambda: status(decided(walk, adding(walk, a))[0]) == 200, "the server has ended it", patience=15)
    walk.drain()
    assert walk.places() == walk.expected()
    dead.close()


def test_did_you_mean(walk: Walk) -> None:
    walk.add(["turnstile"])
    with pytest.raises(Refused, match=r"^no tally turnstyle; did you mean turnstile\?$"):
        walk.source.unit().tallies.need("turnstyle", "/count")


# -- write skew (method of the trap's table): the decision writes the version of what must not change


@pytest.mark.parametrize("guarded", [True, False])
def test_a_grant_that_relies_on_what_is_being_revoked(walk: Walk, guarded: bool) -> None:
    """Two stores; both have decided before either commits: only the guard makes them conflict."""
    walk.add(["badge"])
    another: Store[Any] = walk.store(0)
    granted: list[bool] = []

    def revoke(unit: Any) -> None:
        unit.put(replace(unit.tallies.need("badge"), changes=-1))

    def grant(unit: Any) -> None:
        badge = unit.tallies.need("badge")
        if not granted:
            another.run(revoke)  # meanwhile, elsewhere
        granted.append(badge.changes > 0)
        if guarded:
            unit.guard(badge)
        unit.put(Tally("grant", changes=int(granted[-1])))

    walk.source.run(grant)
    another.close()
    stored = walk.source.unit().tallies.need("grant").changes
    assert granted == ([True, False] if guarded else [True])
    assert stored == (0 if guarded else 1)  # without the guard: granted by a badge that is revoked


def test_only_what_was_read_can_be_guarded(walk: Walk) -> None:
    def decide(unit: Unit) -> None:
        unit.guard(Tally("never read"))

    with pytest.raises(LookupError, match="was not read in this unit"):
        walk.source.run(decide)
