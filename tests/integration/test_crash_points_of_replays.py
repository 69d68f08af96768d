"""Method 1 for replays: every I/O step of one is broken; what is live is the old or the new, and each of them whole."""

from __future__ import annotations

import pytest
from pymongo.errors import PyMongoError

from libs.store import FenceLost, OutcomeUnknown, Unavailable
from libs.testing.crash import HOWS, CrashPort, How, Killed, break_each_step
from libs.testing.running import Parts
from libs.testing.walk import Walk

_BEGIN = ["replay.begin", "replay.drop", "replay.make", "store.read", "replay.know", "replay.know", "replay.positions"]
_BATCH = ["store.read", "store.read", "replay.move", "replay.write", "store.commit"]
_SWAP = ["replay.fence", "replay.positions", "replay.release", "replay.switch", "store.commit"]
STEPS = [*_BEGIN, *_BATCH, *_BATCH, "replay.positions", *_SWAP]
"""What a replay of five events in two partitions takes, with batches of four: letters and documents are read, what
comes of them is committed with the place; then the partitions are fenced, and released in the swap's transaction."""


def told(walk: Walk) -> tuple[str, str]:
    for name in generations(walk):
        if name != walk.heard().name:
            walk.sink.db.drop_collection(name)  # of the walk before this one
    a, b = walk.spread("k", 2)
    for _ in range(2):
        walk.add([a, b])
    walk.add([a])
    walk.drain()
    return a, b


def generations(walk: Walk) -> list[str]:
    return walk.sink.db.list_collection_names(filter={"name": {"$regex": "^heard"}})


def test_the_steps_are_these(parts: Parts) -> None:
    port = CrashPort()
    walk = Walk(parts, port, projection=True)
    told(walk)
    port.steps.clear()
    walk.new_replay(batch=4).fill_again()
    assert port.steps == STEPS
    walk.close()


@pytest.mark.parametrize("how", HOWS)
def test_any_step_may_break(parts: Parts, how: How) -> None:
    port = CrashPort()
    walk = Walk(parts, port, projection=True)
    a, _ = told(walk)
    at = break_each_step(lambda at: _broken_at(walk, port, at, how, a))
    walk.add([a])
    walk.drain()
    assert walk.places() == walk.expected()
    assert walk.breaches() == []
    walk.close()
    assert at > len(STEPS)


def _broken_at(walk: Walk, port: CrashPort, at: int, how: How, a: str) -> bool:
    right = walk.places()
    walk.heard().update_one({"_id": a}, {"$set": {"places": [7]}})
    walk.heard().insert_one({"_id": "nobody", "v": 1, "id": "nobody", "places": [7]})
    spoiled = walk.places()
    port.crash_at(at, how)
    try:
        walk.new_replay(batch=4).fill_again()
    except (Killed, PyMongoError, Unavailable, OutcomeUnknown, FenceLost):
        port.at = None
        assert walk.places() in (spoiled, right), f"{how} at step {at}"
        walk.new_replay(batch=4).fill_again()
    hit, broken, port.at = port.hit, port.steps[at - 1 : at], None
    assert walk.places() == right, f"{how} at step {at}, {broken}"
    walk.sink.generations.clear_away(read_on_ms=-1)
    assert generations(walk) == [walk.heard().name], f"{how} at step {at}, {broken}"
    return hit
