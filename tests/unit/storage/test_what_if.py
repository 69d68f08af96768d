"""What if somebody brings 300 TB, and what if nodes of a pool are lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from libs.events import Refused
from services.storage.domain.arrival import outlook
from services.storage.domain.fill import Fill
from services.storage.domain.loss import Data, loss_of
from services.storage.domain.pool import Pool, PoolPlan

NOW = datetime(2026, 11, 1, tzinfo=UTC)
MARCH = NOW + timedelta(days=120)
TB = 10**12


def objects(used_tb: int | None = 300, quota_tb: int = 432, nodes: int | None = 22) -> Pool:
    """1,100 TB raw in 8 + 3 = 800 TB usable."""
    used = None if used_tb is None else used_tb * TB
    sampled = None if used is None else NOW
    plan = PoolPlan("erasure", 1_100 * TB, 8, 3, nodes=nodes)
    return Pool("objects", plan, quota_bytes=quota_tb * TB, used_bytes=used, sampled_at=sampled)


def test_there_is_room_and_it_is_full_some_time_after() -> None:
    # 300 now, 1 a day for 120 days, and 300: 720 of 800 TB, full 80 days later
    seen = outlook(objects(), 1.0 * TB, 300 * TB, MARCH)
    assert (seen.has_room, seen.free_quota_bytes, seen.used_bytes) == (True, 68 * TB, 720 * TB)
    assert seen.state is Fill.BACKFILLFULL
    assert seen.full_at == MARCH + timedelta(days=80)


def test_what_cannot_be_promised_has_no_room() -> None:
    seen = outlook(objects(quota_tb=501), None, 300 * TB, MARCH)
    assert (seen.has_room, seen.free_quota_bytes) == (False, -1 * TB)
    assert seen.full_at is None


def test_what_would_fill_it_has_no_room_though_it_could_be_promised() -> None:
    seen = outlook(objects(used_tb=500), 0.0, 300 * TB, MARCH)
    assert (seen.has_room, seen.state, seen.full_at) == (False, Fill.FULL, MARCH)


def test_it_may_be_full_before_they_come() -> None:
    seen = outlook(objects(), 5.0 * TB, 1 * TB, MARCH)
    assert seen.full_at == NOW + timedelta(days=100)
    assert not seen.has_room


def test_one_that_shrinks_is_taken_to_stay() -> None:
    assert outlook(objects(), -5.0 * TB, 100 * TB, MARCH).used_bytes == 400 * TB


def test_of_one_that_was_never_sampled_only_its_quota_is_known() -> None:
    seen = outlook(objects(used_tb=None), None, 300 * TB, MARCH)
    assert (seen.has_room, seen.used_bytes, seen.state) == (True, None, Fill.UNKNOWN)


@pytest.mark.parametrize(
    ("nodes", "used_tb", "data", "usable_tb", "state"),
    [
        (1, 300, Data.SAFE, 763, Fill.OK),
        (3, 300, Data.SAFE, 690, Fill.OK),
        (3, 670, Data.DEGRADED, 690, Fill.FULL),  # 3 of 22: what is left would be full
        (4, 300, Data.LOST, 654, Fill.OK),
        (None, 300, Data.LOST, 0, Fill.UNKNOWN),
    ],
)
def test_nodes_are_lost(nodes: int | None, used_tb: int, data: Data, usable_tb: int, state: Fill) -> None:
    loss = loss_of(objects(used_tb=used_tb), nodes)
    assert (loss.data, loss.usable_bytes // TB, loss.state) == (data, usable_tb, state)


def test_fewer_nodes_than_parts_are_left() -> None:
    loss = loss_of(objects(used_tb=10, nodes=12), 2)
    assert (loss.data, loss.why) == (Data.DEGRADED, "an object's 11 parts need as many nodes, and 10 are left")


def test_what_cannot_be_said() -> None:
    with pytest.raises(Refused, match="does not say how many nodes"):
        loss_of(objects(nodes=None), 1)
    with pytest.raises(Refused, match="22 nodes"):
        loss_of(objects(), 23)
