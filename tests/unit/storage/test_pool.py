"""A pool's room, its state with hysteresis, its silence, its warnings, its parking."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from libs.events import Event, Refused
from services.storage.domain.fill import Fill, Thresholds
from services.storage.domain.pool import Pool, PoolPlan, register_pool
from services.storage.events import Parked, PoolFilling, PoolStateChanged, Unparked

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
TB = 10**12


def after(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def erasure() -> PoolPlan:
    """1,100 TB raw in 8 + 3 = 800 TB usable."""
    return PoolPlan("erasure", 1_100 * TB, 8, 3)


class Story:
    """A pool that is sampled each 15 minutes, and what it said."""

    def __init__(self, pool: Pool) -> None:
        self.pool, self.time, self.said = pool, NINE, list[Event]()

    def sample(self, used_tb: int) -> str:
        self.time += timedelta(minutes=15)
        self.pool, events = self.pool.sampled(used_tb * TB, None, at=self.time, now=self.time)
        self.said += events
        return self.pool.state.value


# -- room


def test_usable_is_raw_times_k_over_k_plus_m() -> None:
    assert Pool("objects", erasure()).usable_bytes == 800 * TB
    assert Pool("hot", PoolPlan("replicated", 600 * TB, 1, 2)).usable_bytes == 200 * TB
    # 3 + 2 costs 1.67 ×, not 1.5 ×
    assert Pool("p", PoolPlan("erasure", 5 * TB, 3, 2)).usable_bytes == 3 * TB


def test_what_is_measured_holds_over_what_was_planned() -> None:
    pool, _ = Pool("objects", erasure()).sampled(1 * TB, 700 * TB, at=NINE, now=NINE)
    assert (pool.usable_bytes, pool.raw_bytes) == (700 * TB, 1_100 * TB)


def test_this_host_has_no_size_until_it_is_read() -> None:
    host = Pool("this-host", PoolPlan("replicated", None, 1, 0, host="disks"))
    assert (host.usable_bytes, host.raw_bytes, host.used_ratio) == (None, None, None)
    host, _ = host.sampled(3, 4, at=NINE, now=NINE)
    assert (host.usable_bytes, host.raw_bytes, host.used_ratio) == (4, 4, 0.75)


def test_quotas_fill_the_pool_to_the_byte_and_no_further() -> None:
    pool = Pool("objects", erasure()).allot(500 * TB).allot(300 * TB)
    assert (pool.quota_bytes, pool.free_quota_bytes) == (800 * TB, 0)
    with pytest.raises(Refused) as no:
        pool.allot(1)
    assert no.value.kind == "conflict"
    assert no.value.faults[0][1].startswith("no_room: pool objects can promise 0.000 TB more")


def test_overcommit_promises_more_than_there_is() -> None:
    pool = Pool("hot", PoolPlan("replicated", 600 * TB, 1, 2, overcommit=Decimal("1.5")))
    assert pool.allot(300 * TB).free_quota_bytes == 0


def test_a_smaller_quota_is_always_taken_back_a_larger_one_only_with_room() -> None:
    pool = Pool("objects", erasure()).allot(800 * TB)
    assert pool.allot(700 * TB, freed_bytes=750 * TB).quota_bytes == 750 * TB
    with pytest.raises(Refused):
        pool.allot(751 * TB, freed_bytes=750 * TB)


# -- state


def test_states_rise_at_their_thresholds_and_fall_two_points_below() -> None:
    story = Story(Pool("objects", erasure()))
    # TB of 800: 85 % = 680, 90 % = 720, 95 % = 760; less 2 points: 664, 704, 744
    assert [story.sample(used) for used in (100, 679, 680)] == ["ok", "ok", "nearfull"]
    assert [story.sample(used) for used in (664, 720, 719, 704)] == [
        "nearfull", "backfillfull", "backfillfull", "backfillfull",
    ]  # fmt: skip
    assert [story.sample(used) for used in (760, 744, 743)] == ["full", "full", "backfillfull"]
    assert [story.sample(used) for used in (703, 664, 663)] == ["nearfull", "nearfull", "ok"]


def test_a_fall_through_several_states_is_one_change() -> None:
    story = Story(Pool("objects", erasure()))
    assert [story.sample(used) for used in (790, 10)] == ["full", "ok"]
    changes = [(e.was, e.state) for e in story.said if isinstance(e, PoolStateChanged)]
    assert changes == [("unknown", "full"), ("full", "ok")]


def test_each_worsening_asks_for_room_no_easing_does() -> None:
    story = Story(Pool("objects", erasure()))
    for used in (100, 690, 730, 770, 730, 10):
        story.sample(used)
    warnings = [(e.because, e.state) for e in story.said if isinstance(e, PoolFilling)]
    assert warnings == [("threshold", "nearfull"), ("threshold", "backfillfull"), ("threshold", "full")]


def test_thresholds_are_configuration() -> None:
    plan = PoolPlan(
        "erasure", 1_100 * TB, 8, 3, Thresholds(Decimal("0.75"), Decimal("0.80"), Decimal("0.85"), Decimal(0))
    )
    story = Story(Pool("objects", plan))
    assert [story.sample(used) for used in (599, 600, 599)] == ["ok", "nearfull", "ok"]


def test_other_thresholds_in_the_site_file_judge_the_pool_again() -> None:
    story = Story(Pool("objects", erasure()))
    story.sample(650)
    strict = PoolPlan("erasure", 1_100 * TB, 8, 3, Thresholds(nearfull=Decimal("0.80")))
    pool, events = story.pool.planned(strict, "hall-a", story.time)
    assert (pool.state, pool.zone) == (Fill.NEARFULL, "hall-a")
    assert [type(event) for event in events] == [PoolStateChanged, PoolFilling]


def test_an_older_sample_does_not_move_the_state() -> None:
    story = Story(Pool("objects", erasure()))
    story.sample(790)
    pool, events = story.pool.sampled(10 * TB, None, at=NINE, now=story.time)
    assert (pool, events) == (story.pool, ())


# -- silence


def test_a_pool_is_unknown_when_registered_and_says_so() -> None:
    pool, events = register_pool("objects", erasure(), None, NINE)
    assert pool.state is Fill.UNKNOWN
    assert events == (PoolStateChanged(time=NINE, pool="objects", state="unknown", usable_bytes=800 * TB),)


def test_three_intervals_without_a_sample_make_it_unknown() -> None:
    # 09:15 sampled, each 15 min; 09:30, 09:45 and 10:00 missed
    story = Story(Pool("objects", erasure()))
    story.sample(690)
    assert story.pool.silent_at == after(60)
    assert story.pool.judged(after(59)) == (story.pool, ())
    pool, events = story.pool.judged(after(60))
    assert pool.state is Fill.UNKNOWN
    assert [(e.was, e.state) for e in events if isinstance(e, PoolStateChanged)] == [("nearfull", "unknown")]
    assert not [e for e in events if isinstance(e, PoolFilling)]


def test_a_sample_that_is_stale_when_it_arrives_says_nothing_of_the_state() -> None:
    pool, events = Pool("objects", erasure()).sampled(790 * TB, None, at=NINE, now=after(45))
    assert (pool.state, events) == (Fill.UNKNOWN, ())
    assert pool.used_bytes == 790 * TB


def test_this_host_is_read_by_machine_time_and_never_silent() -> None:
    host = Pool("this-host", PoolPlan("replicated", None, 1, 0, host="disks"))
    host, _ = host.sampled(1, 4, at=NINE, now=NINE)
    assert host.silent_at is None
    assert host.judged(after(600))[0].state is Fill.OK


# -- forecast


def test_the_forecast_warns_once_and_again_only_after_it_was_well_away() -> None:
    #  day       1    2    3    4     5    6
    #  days left 91   90   60   95   100   89
    pool, _ = Pool("objects", erasure()).sampled(400 * TB, None, at=NINE, now=NINE)
    warned = []
    for left in (91.0, 90.0, 60.0, 95.0, 100.0, 89.9):
        pool, events = pool.foreseen(left, NINE)
        warned += [e.days_to_full for e in events if isinstance(e, PoolFilling)]
    assert warned == [90, 89]


def test_a_pool_that_does_not_grow_is_calm() -> None:
    pool, events = Pool("objects", erasure(), warned=True).foreseen(None, NINE)
    assert (pool.warned, events) == (False, ())


# -- fire


def test_a_pool_is_parked_once_and_unparked_once() -> None:
    # 09:00 activated   09:00 again   09:40 quiescent   09:41 again
    pool = Pool("objects", erasure(), zone="hall-a")
    pool, parked = pool.parked(NINE)
    assert parked == (Parked(time=NINE, pool="objects", zone="hall-a"),)
    assert pool.parked(after(1)) == (pool, ())
    pool, unparked = pool.unparked(after(40))
    assert unparked == (Unparked(time=after(40), pool="objects", zone="hall-a"),)
    assert pool.unparked(after(41)) == (pool, ())


def test_parked_in_an_exercise_it_says_so_and_says_again_what_is_real_of_it() -> None:
    # 09:00 exercised   09:01 again   09:10 the exercise ends, the alarm stands   09:40 quiescent
    pool = Pool("objects", erasure(), zone="hall-a")
    pool, told = pool.parked(NINE, drill=True)
    assert told == (Parked(time=NINE, pool="objects", zone="hall-a", drill=True),)
    assert pool.parked(after(1), drill=True) == (pool, ())
    exercised, over = pool.unparked(after(5))
    assert over == (Unparked(time=after(5), pool="objects", zone="hall-a", drill=True),)
    assert exercised.drill_over(after(10)) == (exercised, ())
    pool, told = pool.drill_over(after(10))
    assert told == (Parked(time=after(10), pool="objects", zone="hall-a"),)
    assert (pool.parked_since, pool.drill_over(after(11))) == (NINE, (pool, ()))
    assert pool.unparked(after(40))[1] == (Unparked(time=after(40), pool="objects", zone="hall-a"),)
