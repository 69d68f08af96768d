"""Method 1: every I/O step between a commit and its effect elsewhere is broken, one at a time, in four ways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kafka.errors import KafkaError
from pymongo.errors import PyMongoError

from libs.bus.plan import Stalled
from libs.store import FenceLost, OutcomeUnknown, Unavailable
from libs.testing.crash import HOWS, CrashPort, How, Killed, break_each_step
from libs.testing.running import Parts
from libs.testing.walk import Walk

_COMMIT = ["store.read", "store.write", "store.commit"]
_NUMBER = ["relay.lease", "relay.topics", "relay.read", "relay.number", "store.commit", "relay.connect"]
_SEND = ["relay.produce"] * 3 + ["relay.ack"] * 3 + ["relay.watermark"]
_TAKE = ["consumer.place", "store.read", "store.read"]
_APPLY = ["store.read", "store.write", "store.commit"]
STEPS = [*_COMMIT, *_NUMBER, *_SEND, *_TAKE, *_TAKE, *_APPLY]
"""What it takes to commit a unit of three events, number and send them, and apply them of two partitions together.

A new step shows here, in review."""


def test_the_steps_are_these(parts: Parts) -> None:
    port = CrashPort()
    walk = Walk(parts, port)
    port.steps.clear()
    walk.add(walk.spread("a", 3))
    walk.relay()
    walk.hear()
    assert port.steps == STEPS
    walk.close()


@pytest.mark.parametrize("how", HOWS)
def test_any_step_may_break(parts: Parts, how: How) -> None:
    """Until the n-th step is not reached: break it, go on as a client and a new process would, and check."""
    port = CrashPort()
    walk = Walk(parts, port)
    at = break_each_step(lambda at: _broken_at(walk, port, at, how))
    walk.close()
    assert at > len(STEPS)


def _broken_at(walk: Walk, port: CrashPort, at: int, how: How) -> bool:
    walk.restart()
    port.crash_at(at, how)
    keys = walk.spread(f"at{at}", 3)
    for act in (lambda: walk.add([*keys, keys[0]]), walk.relay, walk.hear):
        _once(walk, act)
    hit, broken = port.hit, port.steps[at - 1 : at]
    port.at = None
    walk.add([keys[1], "after"])  # liveness: the next change goes through
    walk.drain()
    assert walk.places() == walk.expected(), f"{how} at step {at}, {broken}"
    assert walk.places()["after"][-1] == at
    assert walk.breaches() == []
    return hit


def _once(walk: Walk, act: Callable[[], object]) -> None:
    try:
        act()
    except Killed:
        walk.restart()
    except (PyMongoError, KafkaError, Unavailable, OutcomeUnknown, FenceLost, Stalled):
        pass  # the caller is told; what it does next is below
