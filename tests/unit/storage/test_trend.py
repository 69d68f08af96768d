"""What in a past is growth, and what was moved in or out at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from services.storage.domain.samples import Point
from services.storage.domain.trend import Step, slope_of, steps_in, trend_of

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
TB = 10**12


def hourly(used: Iterable[float]) -> list[Point]:
    return [Point(START + timedelta(hours=hour), round(tb * TB)) for hour, tb in enumerate(used)]


def test_a_working_day_is_no_step() -> None:
    """Each morning a terabyte comes, and most of it goes at night."""
    assert steps_in(hourly(100 + hour / 50 + (1 if hour % 24 in range(8, 20) else 0) for hour in range(24 * 14))) == ()


def test_what_is_moved_out_is_a_step_too() -> None:
    chance = Random(4)
    points = hourly(200 + chance.random() / 10 - (40 if hour >= 100 else 0) for hour in range(200))
    (step,) = steps_in(points)
    assert step.at == START + timedelta(hours=100)
    assert -40.2 * TB < step.bytes < -39.8 * TB


def test_a_week_without_samples_is_no_step() -> None:
    before = [Point(START + timedelta(days=day), (100 + day) * TB) for day in range(20)]
    after = [Point(START + timedelta(days=day), (100 + day) * TB) for day in range(27, 40)]
    assert steps_in([*before, *after]) == ()


def test_two_moves() -> None:
    levels = [100 + day / 10 + (30 if day >= 10 else 0) - (15 if day >= 25 else 0) for day in range(40)]
    points = [Point(START + timedelta(days=day), round(tb * TB)) for day, tb in enumerate(levels)]
    steps = trend_of(points).steps
    assert [(step.at - START).days for step in steps] == [10, 25]
    assert [round(step.bytes / TB) for step in steps] == [30, -15]


def test_too_few_points_have_no_steps() -> None:
    points = [Point(START + timedelta(days=day), used * TB) for day, used in enumerate((1, 1, 900, 900))]
    assert trend_of(points).steps == ()
    assert not trend_of(points).enough


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=25, unique=True), st.integers(1, 40))
def test_the_slope_without_scipy_is_the_same(used: list[int], hours: int) -> None:
    points = [Point(START + timedelta(hours=hours * n), level) for n, level in enumerate(used)]
    found = trend_of(points)
    assert found.per_day is not None
    assert abs(found.per_day - slope_of(points)) <= abs(found.per_day) * 1e-9 + 1e-6
    assert all(isinstance(step, Step) for step in found.steps)
