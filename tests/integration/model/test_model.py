"""Method 6: a stateful model. `CHAPELLE_EXAMPLES=1000 CHAPELLE_SEED=7` runs it longer, and elsewhere."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from libs.bus import applier, relay
from libs.bus.waker import Waker
from libs.runtime.clock import Clock
from libs.store import Store, recent
from libs.testing.running import Parts
from libs.testing.walk import SinkUnit
from tests.integration.model.machine import Spine

RARE = (
    "ahead_thrown_away", "broker_wiped", "commit_asked_again", "conflict_decided_again", "duplicate_dropped",
    "expired_passed_over", "fence_lost", "gap_healed_from_record", "lease_taken_over", "letter_applied",
    "together_split",
)  # fmt: skip
"""What must have happened at least once, or the model has gone blunt."""

EXAMPLES = int(os.environ.get("CHAPELLE_EXAMPLES", "40"))
SEED = int(os.environ.get("CHAPELLE_SEED", "2"))
STEPS = 40


@pytest.fixture
def fresh(parts: Parts) -> Iterator[Store[Any]]:
    """The database of a sink that reads everything anew."""
    store: Store[Any] = Store(parts.address("again", "t_again"), "t_again", "again", SinkUnit, Clock())
    store.set_up()
    yield store
    store.close()


@pytest.fixture
def waker(parts: Parts) -> Iterator[Waker]:
    """Of the source, on a thread of its own."""
    store: Store[Any] = Store(parts.address("walk", "t_walk"), "t_walk", "walk", SinkUnit, Clock())
    waker = Waker(store)
    thread = threading.Thread(target=waker.watch, name="waker")
    thread.start()
    yield waker
    waker.stop()
    thread.join()
    store.close()


def test_anything_in_any_order(parts: Parts, waker: Waker, fresh: Store[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "TAIL", 2)  # so little that a wiped broker leaves holes
    monkeypatch.setattr(relay, "WATERMARK_SECONDS", 0.0)  # each turn has the same steps
    monkeypatch.setattr(
        applier, "LONG_BATCH", 1
    )  # lanes rely on documents that they have at hand, and the other may have written
    monkeypatch.setattr(recent, "REST", 1)
    print(f"seed {SEED}, {EXAMPLES} examples")
    reached: Counter[str] = Counter()

    @seed(SEED)
    class Here(Spine):
        def __init__(self) -> None:
            super().__init__(parts, waker, fresh, reached)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip
    print(dict(reached))
    assert [rare for rare in RARE if not reached[rare]] == []
    assert waker.store.sometimes["change_stream_lost"]
