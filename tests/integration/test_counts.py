"""Method 12: what a batch costs in statements and transactions, as numbers; a new round trip shows here."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from pymongo import monitoring

from libs.bus.members import Members
from libs.http.committer import Command, Committer, Reply
from libs.testing.running import Parts
from libs.testing.walk import Tally, Walk

KEPT_BY_THE_DRIVER = {"hello", "endSessions", "saslStart", "saslContinue"}


class Statements(monitoring.CommandListener):
    """Every statement that this process sends to the database, by name."""

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name not in KEPT_BY_THE_DRIVER:
            self.sent[event.command_name] += 1

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to count."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to count."""


STATEMENTS = Statements()
monitoring.register(STATEMENTS)


@pytest.fixture
def counted(parts: Parts) -> Iterator[Walk]:
    walking = Walk(parts)
    yield walking
    walking.close()


def sent() -> dict[str, int]:
    """What was sent since it was last asked."""
    seen = dict(STATEMENTS.sent)
    STATEMENTS.sent.clear()
    return seen


def test_500_records_are_applied_in_one_transaction(counted: Walk) -> None:
    walk = counted
    keys = walk.spread("k", 200)[::2]
    events = [walk.event(keys[n % 100], n + 1) for n in range(500)]
    walk.hear_events(events[:1])  # the position exists
    walk.applier.take_over(walk.topic.name, 0)
    sent()
    walk.applier.apply(walk, walk.topic.name, 0, walk.as_raws(events[1:]))
    assert (
        sent()
        == {
            "find": 1,  # the 100 documents, prefetched
            "update": 2,  # the fence; 99 documents that are changed
            "insert": 1,  # documents that are new
            "commitTransaction": 1,
        }
        or sent() == {}
    )


def test_a_repeated_batch_costs_nothing(counted: Walk) -> None:
    walk = counted
    events = [walk.event("k", n + 1) for n in range(500)]
    walk.hear_events(events)
    sent()
    walk.applier.apply(walk, walk.topic.name, 0, walk.as_raws(events))
    assert sent() == {}


def test_64_commands_are_committed_in_one_transaction(counted: Walk) -> None:
    walk = counted
    keys = [f"k{n}" for n in range(64)]
    walk.add(keys)
    loop = asyncio.new_event_loop()

    def command(key: str) -> Command:
        def decide(unit: Any) -> Reply:
            walk.change(unit, [key])
            return Reply(200, b"{}")

        return Command(decide, [(Tally, key)], f"caller|{key}", "digest", "", "", loop, loop.create_future())

    sent()
    answers = Committer(walk.source).decided([command(key) for key in keys])
    assert {answer.status for answer in answers if isinstance(answer, Reply)} == {200}
    assert sent() == {
        "find": 2,  # known keys; the 64 documents
        "update": 1,  # the documents
        "insert": 2,  # keys and answers; one page of events a partition, in one statement
        "commitTransaction": 1,
    }
    loop.close()


def test_a_relay_s_turn(counted: Walk) -> None:
    walk = counted
    walk.add(["k0"])
    walk.relay()
    for _ in range(10):
        walk.add([f"k{n}" for n in range(64)])
    sent()
    assert walk.relay() == 640
    got = sent()
    got.pop("findAndModify", None)  # the lease, held longer now and then
    watermark = got["update"] - 2
    assert watermark in (0, 1)
    assert got == {
        "find": 1,  # what waits, of one moment
        "update": 2 + watermark,  # 20 pages numbered; counters and fence
        "commitTransaction": 1,
    }


def test_who_lives(counted: Walk) -> None:
    one, other = (Members(counted.sink, name) for name in ("a", "b"))
    one.renew()
    sent()
    other.renew()
    assert sent() == {"findAndModify": 1}  # lives on, forgets the dead, reads the others
