"""Method 1 for dead letters: every I/O step of settling them is broken; nobody waits behind a letter that is gone."""

from __future__ import annotations

import pytest
from pymongo.errors import PyMongoError

from libs.store import FenceLost, OutcomeUnknown, Unavailable
from libs.testing.crash import HOWS, CrashPort, How, Killed, break_each_step
from libs.testing.running import Parts, until
from libs.testing.walk import Walk

STEPS = [
    "store.read",  # which letters are asked for
    *["store.read", "store.read", "store.read"],  # the letter, its key's document, who waits behind
    *["store.write", "store.commit"],  # both letters, effect, event
    *["store.read", "store.read", "store.read", "store.write", "store.commit"],
    "store.read",  # the other partition has none
]
"""What it takes to settle a letter that was asked for, and the one that waits behind it."""


def waiting(walk: Walk, key: str) -> None:
    """Two changes of the key, which wait as letters; the first is asked for."""
    walk.poison.add(key)
    walk.add([key, key])
    walk.drain()
    walk.poison.clear()
    first = next(letter for letter in walk.letters() if letter.key == key)
    walk.decide(first.id, "requested")


def test_the_steps_are_these(parts: Parts) -> None:
    port = CrashPort()
    walk = Walk(parts, port)
    waiting(walk, walk.spread("k", 1)[0])
    walk.hear()
    port.steps.clear()
    assert walk.settle() == 2
    assert port.steps == STEPS
    walk.close()


@pytest.mark.parametrize("how", HOWS)
def test_any_step_may_break(parts: Parts, how: How) -> None:
    port = CrashPort()
    walk = Walk(parts, port)
    at = break_each_step(lambda at: _broken_at(walk, port, at, how))
    assert walk.breaches() == []
    walk.close()
    assert at > len(STEPS)


def _broken_at(walk: Walk, port: CrashPort, at: int, how: How) -> bool:
    key = walk.spread(f"at{at}", 1)[0]
    waiting(walk, key)
    walk.restart()
    walk.hear()
    port.crash_at(at, how)
    try:
        walk.settle()
    except (Killed, PyMongoError, Unavailable, OutcomeUnknown, FenceLost):
        walk.restart()
        walk.hear()
    hit, port.at = port.hit, None
    until(lambda: walk.settle() == 0, "settled")
    walk.add([key])
    walk.drain()
    assert walk.places() == walk.expected(), f"{how} at step {at}"
    assert {letter.state for letter in walk.letters()} == {"applied"}
    return hit
