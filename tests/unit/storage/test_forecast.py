"""When a pool is full."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.storage.domain.forecast import Forecast, days_to_full, foresee
from services.storage.domain.samples import Point, PoolDay
from services.storage.domain.trend import POINTS, Trend, thinned

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
TB = 10**12


def daily(*used_tb: float) -> list[Point]:
    return [Point(START + timedelta(days=day), round(tb * TB)) for day, tb in enumerate(used_tb)]


def test_a_pool_that_grows_by_one_a_day_is_full_when_the_room_is_used_up() -> None:
    # 100, 101 … 119 TB of 200: 81 TB left at 1 TB a day
    found = foresee(daily(*range(100, 120)), 200 * TB)
    assert found == Forecast(Trend(20, 1 * TB, 1 * TB, 1 * TB, enough=True), 81.0, 81.0, 81.0)


def test_a_step_does_not_mislead_it() -> None:
    # 0.5 TB a day for 180 days, 20 TB moved in on day 90: growth stays near 0.5, the interval holds the truth
    found = foresee(daily(*(100 + day / 2 + (20 if day >= 90 else 0) for day in range(180))), 300 * TB)
    assert found.trend.samples == 180
    assert found.trend.per_day is not None
    assert 0.5 * TB <= found.trend.per_day < 0.75 * TB
    assert [(step.at, step.bytes) for step in found.trend.steps] == [(START + timedelta(days=90), 20 * TB)]
    assert found.low is not None
    assert found.days_to_full is not None
    assert found.high is not None
    assert found.low <= found.days_to_full <= found.high


def test_a_pool_that_does_not_grow_has_no_date() -> None:
    assert foresee(daily(50, 50, 50, 50), 200 * TB) == Forecast(Trend(4, 0, 0, 0))
    assert foresee(daily(50, 49, 48, 47), 200 * TB) == Forecast(Trend(4, -1 * TB, -1 * TB, -1 * TB))


def test_less_than_two_samples_say_nothing() -> None:
    assert foresee([], 200 * TB) == Forecast(Trend(0))
    assert foresee(daily(50), 200 * TB) == Forecast(Trend(1))


def test_noise_that_may_be_no_growth_has_no_late_bound() -> None:
    found = foresee(daily(50, 52, 49, 51, 50, 52), 200 * TB)
    assert found.trend.per_day is not None
    assert not found.trend.enough  # six days
    assert found.high is None


def test_an_overfull_pool_is_full_today() -> None:
    assert foresee(daily(190, 200, 210), 200 * TB).days_to_full == 0.0


def test_too_many_points_are_thinned_to_the_last_of_each_day() -> None:
    hourly = [Point(START + timedelta(hours=hour), hour) for hour in range(POINTS + 1)]
    kept = thinned(hourly)
    assert len(kept) == 18
    assert kept[0].at == datetime(2026, 1, 1, 23, tzinfo=UTC)
    assert thinned(hourly[:POINTS]) == hourly[:POINTS]


def test_a_pools_day_keeps_the_last_sample_of_each_hour() -> None:
    # 12:00=1  12:40=2  12:20=3 (late)  13:05=4
    day = PoolDay("objects.2026-01-01", "objects", START.date())
    for minutes, used in ((0, 1), (40, 2), (20, 3), (65, 4)):
        day = day.with_sample(used, START + timedelta(minutes=minutes))
    assert [(point.at.strftime("%H:%M"), point.used_bytes) for point in day.points] == [
        ("12:40", 2),
        ("13:05", 4),
    ]


@given(st.lists(st.integers(0, 200), min_size=2, max_size=30))
def test_the_warning_counts_the_same_days_as_the_forecast(used_tb: list[int]) -> None:
    points = daily(*used_tb)
    days, found = days_to_full(points, 200 * TB), foresee(points, 200 * TB).days_to_full
    assert (days is None) == (found is None)
    assert days is None or found is None or abs(days - found) < 0.051
