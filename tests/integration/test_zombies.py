"""Method 3: who was taken for dead goes on. It stops at a barrier, another takes over, and it loses the fence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from kafka.errors import KafkaTimeoutError

from libs.bus.applier import Applier
from libs.bus.lease import Lease
from libs.bus.relay import Relay
from libs.bus.settling import Settler
from libs.store import FenceLost
from libs.testing.gate import Gate, Stop, stopped
from libs.testing.walk import Walk


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def port(gate: Gate) -> Gate:
    return gate


@pytest.fixture
def relays(walk: Walk) -> Iterator[tuple[Relay, Relay]]:
    both = walk.new_relay(), walk.new_relay()
    yield both
    for relay in both:
        relay.stop()


def let_the_lease_run_out(walk: Walk) -> None:
    walk.source.db.relay.update_one({"_id": "lease"}, {"$set": {"until": datetime(2000, 1, 1, tzinfo=UTC)}})


class Slow:
    """A worker whose handler stops after it has decided."""

    def __init__(self, walk: Walk) -> None:
        self.walk, self.stop = walk, Stop()

    def book(self, event: Any, unit: Any) -> None:
        self.walk.book(event, unit)
        if not self.stop.reached.is_set():
            self.stop.wait()


# -- relays


def test_a_relay_stops_between_numbering_and_sending(walk: Walk, gate: Gate, relays: tuple[Relay, Relay]) -> None:
    one, other = relays
    a, _, b = walk.spread("k", 3)
    walk.add([a])
    one.turn()  # 09:00  it has the lease, and has sent 1
    walk.add([b, a])
    with stopped(gate.stop_at("relay.produce"), one.turn):  # 09:01  it has numbered 2 and 3, not sent them
        let_the_lease_run_out(walk)
        walk.add([b])
        other.turn()  # 09:05  another takes over: it sends 2 and 3, which it finds numbered, and numbers 4
        other.turn()
        assert walk.published(0) == [(a, 1, 1), (b, 1, 2), (a, 2, 3), (b, 2, 4)]
        walk.hear()
    assert walk.published(0)[4:] == [(b, 1, 2), (a, 2, 3)]  # 09:06  the first goes on: the same numbers once more
    walk.add([a])
    assert one.turn() == 0  # 09:07  it is not the relay any more
    other.turn()
    walk.hear()
    assert walk.published(0)[6:] == [(a, 3, 5)]
    assert walk.places() == {a: (1, 2, 3), b: (1, 2)}
    assert walk.breaches() == []


def test_a_relay_stops_before_it_writes_the_numbers(walk: Walk, gate: Gate, relays: tuple[Relay, Relay]) -> None:
    one, other = relays
    a, _, b = walk.spread("k", 3)
    walk.add([a, b])
    with stopped(gate.stop_at("relay.number"), one.turn):  # 09:00  it has read what waits
        let_the_lease_run_out(walk)
        walk.add([a])
        other.turn()  # 09:04  numbers and sends all of it
    walk.add([b])
    one.turn()  # 09:05  nothing of what it read could be numbered; and the lease is not its own
    other.turn()
    assert walk.published(0) == [(a, 1, 1), (b, 1, 2), (a, 2, 3), (b, 2, 4)]
    walk.hear()
    assert walk.places() == {a: (1, 2), b: (1, 2)}
    assert walk.breaches() == []


def test_a_relay_stops_before_it_reads(walk: Walk, gate: Gate, relays: tuple[Relay, Relay]) -> None:
    one, other = relays
    a = walk.spread("k", 1)[0]
    walk.add([a])
    with stopped(gate.stop_at("relay.read"), one.turn):  # 09:00  it has the lease
        let_the_lease_run_out(walk)
        assert Lease(walk.source, "another").take()  # 09:04  another has it, and has not begun
    assert walk.source.sometimes["fence_lost"] == 1  # 09:05  the first goes on, reads what waits, and may not number it
    assert walk.source.db.outbox.count_documents({"pending": True}) == 1
    let_the_lease_run_out(walk)
    other.turn()
    assert walk.published(0) == [(a, 1, 1)]


def test_what_another_relay_has_sent_does_not_wait_at_the_first(
    walk: Walk, gate: Gate, relays: tuple[Relay, Relay]
) -> None:
    """It would grow older there for ever, and its worker never be ready again."""
    one, other = relays
    walk.add(walk.spread("k", 1))
    stop = gate.stop_at("relay.produce")
    stop.fault = KafkaTimeoutError()
    with stopped(stop, one.turn):  # 09:00  it has numbered, and cannot send
        let_the_lease_run_out(walk)
    assert one.oldest_unsent is not None
    assert other.turn() == 1  # 09:04  another has the lease, and sends
    one._held_until = 0.0
    assert one.turn() == 0
    assert one.oldest_unsent is None


# -- consumers


@pytest.mark.parametrize("commits", [True, False], ids=["and commits", "and has only read"])
def test_a_consumer_stops_in_a_handler(walk: Walk, commits: bool) -> None:
    a, _, b = walk.spread("k", 3)
    walk.add([a, b, a])
    walk.relay()
    raws = walk.raws()[walk.topic.name, 0]
    one, other, slow = walk.applier, walk.new_applier(), Slow(walk)
    one.take_over(walk.topic.name, 0)
    with stopped(slow.stop, lambda: one.apply(slow, walk.topic.name, 0, raws)) as ended:
        other.take_over(walk.topic.name, 0)  # 09:00  the partition is another's
        if commits:
            other.apply(walk, walk.topic.name, 0, raws)
    assert isinstance(ended.fault, FenceLost)  # 09:01  the first goes on
    assert walk.places() == ({a: (1, 2), b: (1,)} if commits else {})
    other.apply(walk, walk.topic.name, 0, raws)
    assert walk.places() == {a: (1, 2), b: (1,)}


def test_two_who_ask_the_record_in_turn_do_not_lose_it_to_each_other(walk: Walk) -> None:
    """Each has lost the partition to the other since it last read of it, and reads nothing of it that would tell."""
    a = walk.spread("k", 1)[0]
    walk.add([a, a])
    walk.relay()
    one, other = walk.applier, walk.new_applier()
    one.take_over(walk.topic.name, 0)
    other.take_over(walk.topic.name, 0)
    one.apply_record(walk, walk.topic.name, 0)
    assert walk.places() == {a: (1, 2)}
    assert walk.breaches() == []


def test_a_zombie_settles_no_letter(walk: Walk) -> None:
    """It would free a key behind the back of the owner, who still keeps the key's events waiting."""
    a = walk.spread("k", 1)[0]
    walk.poison.add(a)
    walk.add([a])
    walk.relay()
    walk.hear()
    zombie: Applier = walk.applier
    owner = walk.applier = walk.new_applier()
    walk.add([a])
    walk.relay()
    walk.hear()  # 09:00  the owner keeps 2 waiting behind 1
    walk.poison.clear()
    walk.decide(walk.letters()[0].id, "requested")
    with pytest.raises(FenceLost):
        Settler(zombie).settle(walk, walk.topic.name, 0)
    assert walk.places() == {}
    assert Settler(owner).settle(walk, walk.topic.name, 0) == 2
    walk.add([a])
    walk.drain()
    assert walk.places() == {a: (1, 2, 3)}
    assert walk.breaches() == []
