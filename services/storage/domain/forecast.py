"""When a pool is full: the Theil-Sen slope of its past, and the room that is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations
from statistics import median

from services.storage.domain.samples import PoolPoint

WINDOW_DAYS = 180
"""How far back a forecast looks. Source: domain.md, Storage (tried on 180 daily points)."""

POINTS = 400
"""More points than this are thinned to the last of each day: the slopes of all pairs are looked at."""

DAYS_TO_WARN = 7
"""A warning needs a week of days: less is the noise of a working day. Source: [K]."""

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Forecast:
    """Days until the usable bytes are used up, from the newest sample, with the slope's 95 % interval.

    `low` is the early bound, `high` the late one. None: it does not grow (`high` alone: it may not), or there
    are less than two samples. `growth_bytes_per_day` may be negative.
    """

    samples: int
    growth_bytes_per_day: int | None = None
    days_to_full: float | None = None
    low: float | None = None
    high: float | None = None


def thinned(points: Sequence[PoolPoint]) -> list[PoolPoint]:
    """The points that a forecast looks at: all, or the last of each 24 h when there are too many."""
    if len(points) <= POINTS:
        return list(points)
    by_day = {int(point.at.timestamp()) // DAY_SECONDS: point for point in points}
    return list(by_day.values())


def foresee(points: Sequence[PoolPoint], usable_bytes: int | None) -> Forecast:
    """The forecast from a pool's points, ascending in time, by Theil-Sen. Source: domain.md, Storage."""
    points = thinned(points)
    if len(points) < 2:
        return Forecast(len(points))
    # scipy and numpy cost 70 MB: a process that foresees nothing does not load them
    theilslopes = import_module("scipy.stats").theilslopes
    fit = theilslopes([float(point.used_bytes) for point in points], _elapsed(points), 0.95)
    slope, slowest, fastest = float(fit.slope), float(fit.low_slope), float(fit.high_slope)
    growth = round(slope)
    if growth <= 0 or usable_bytes is None:
        return Forecast(len(points), growth)
    room = max(usable_bytes - points[-1].used_bytes, 0)

    def days(per_day: float) -> float | None:
        return round(room / per_day, 1) if per_day > 0 else None

    return Forecast(len(points), growth, days(slope), days(max(fastest, slope)), days(min(slowest, slope)))


def days_to_full(points: Sequence[PoolPoint], usable_bytes: int) -> float | None:
    """The middle of `foresee` alone, without scipy: the median of the slopes between all pairs of points."""
    elapsed, used = _elapsed(points), [point.used_bytes for point in points]
    pairs = combinations(zip(elapsed, used, strict=True), 2)
    slope = median((later[1] - earlier[1]) / (later[0] - earlier[0]) for earlier, later in pairs)
    return max(usable_bytes - used[-1], 0) / slope if round(slope) > 0 else None


def _elapsed(points: Sequence[PoolPoint]) -> list[float]:
    """Days since the first point."""
    return [(point.at - points[0].at).total_seconds() / DAY_SECONDS for point in points]
