"""Method 4: an append stays open while later ones commit and the relay runs; then it is committed, or aborted."""

from __future__ import annotations

import threading

import pytest
from pymongo.errors import OperationFailure

from libs.testing.gate import Gate, stopped
from libs.testing.running import until
from libs.testing.walk import Walk


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def port(gate: Gate) -> Gate:
    return gate


def test_committed_late(walk: Walk, gate: Gate) -> None:
    a, _, b, _, c = walk.spread("k", 5)  # all of partition 0
    stop = gate.stop_at("store.commit")
    with stopped(stop, lambda: walk.add([a])):  # 09:00  a is written, not committed
        walk.add([b])  # 09:01  b is committed after it
        walk.relay()  # 09:02  the relay sees b alone
        walk.hear()
        assert walk.published(0) == [(b, 1, 1)]
        walk.add([c, b])  # 09:03
        walk.relay()
        assert walk.published(0) == [(b, 1, 1), (c, 1, 2), (b, 2, 3)]
    walk.relay()  # 09:04  a was committed: it is next, though its stamp is the oldest
    assert walk.published(0)[3:] == [(a, 1, 4)]
    walk.drain()
    assert walk.places() == {a: (1,), b: (1, 2), c: (1,)}
    assert walk.breaches() == []


def test_aborted(walk: Walk, gate: Gate) -> None:
    a, _, b = walk.spread("k", 3)
    stop = gate.stop_at("store.commit")
    stop.fault = OperationFailure("the server has ended the transaction", 20)
    with stopped(stop, lambda: walk.add([a])) as ended:
        walk.add([b])
        walk.relay()
    assert isinstance(ended.fault, OperationFailure)
    assert ended.fault.code == stop.fault.code
    walk.add([a, b])
    walk.drain()
    assert walk.published(0) == [(b, 1, 1), (a, 1, 2), (b, 2, 3)]  # no number went to what was aborted
    assert walk.places() == {a: (1,), b: (1, 2)}
    assert walk.breaches() == []


def test_who_wants_the_same_key_comes_after_it(walk: Walk, gate: Gate) -> None:
    a, _, b = walk.spread("k", 3)
    walk.add([a, b])
    stop = gate.stop_at("store.commit")
    with stopped(stop, lambda: walk.add([a])):
        second = threading.Thread(target=walk.add, args=([a, b],))
        second.start()  # conflicts with the open one, and is decided again until that is over
        until(lambda: walk.source.sometimes["conflict_decided_again"], "a conflict")
        walk.relay()
        assert walk.published(0) == [(a, 1, 1), (b, 1, 2)]
    second.join()
    walk.drain()
    assert walk.published(0)[2:] == [(a, 2, 3), (a, 3, 4), (b, 2, 5)]
    assert walk.places() == {a: (1, 2, 3), b: (1, 2)}
    assert walk.breaches() == []


def test_open_while_the_relay_itself_is_numbering(walk: Walk, gate: Gate) -> None:
    """The relay has read what it will number; something is committed before it writes the numbers."""
    a, _, b = walk.spread("k", 3)
    walk.add([a])
    with stopped(gate.stop_at("relay.number"), walk.relay):
        walk.add([b, a])  # not in the relay's snapshot
    walk.drain()
    assert walk.published(0) == [(a, 1, 1), (b, 1, 2), (a, 2, 3)]
    assert walk.breaches() == []
