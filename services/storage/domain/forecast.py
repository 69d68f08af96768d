"""When a pool is full: its trend, and the room that is left."""

from __future__ import annotations

from collections.abc import Sequence

from libs.events import Value
from services.storage.domain.samples import Point
from services.storage.domain.trend import Trend, slope_of, trend_of


class Forecast(Value):
    """Days until the usable bytes are used up, from the newest sample, with the trend's 95 % interval.

    `low` is the early bound, `high` the late one. None: it does not grow (`high` alone: it may not), or there
    are less than two samples.
    """

    trend: Trend
    days_to_full: float | None = None
    low: float | None = None
    high: float | None = None


def foresee(points: Sequence[Point], usable_bytes: int | None) -> Forecast:
    """The forecast from a pool's points, ascending in time."""
    trend = trend_of(points)
    slope, slowest, fastest = trend.per_day, trend.slowest, trend.fastest
    if slope is None or slowest is None or fastest is None or round(slope) <= 0 or usable_bytes is None:
        return Forecast(trend)
    room = max(usable_bytes - points[-1].used_bytes, 0)

    def days(per_day: float) -> float | None:
        return round(room / per_day, 1) if per_day > 0 else None

    return Forecast(trend, days(slope), days(max(fastest, slope)), days(min(slowest, slope)))


def days_to_full(points: Sequence[Point], usable_bytes: int) -> float | None:
    """The middle of `foresee` alone, without scipy."""
    slope = slope_of(points)
    return max(usable_bytes - points[-1].used_bytes, 0) / slope if round(slope) > 0 else None
