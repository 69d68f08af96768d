"""How much a pool, a tenant or a volume grows a day: the Theil-Sen slope of its past, and what in it is no growth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from itertools import combinations, pairwise
from statistics import median

from libs.events import Value
from services.storage.domain.samples import Point

WINDOW_DAYS = 180
"""How far back a trend looks. Source: domain.md, Storage (tried on 180 daily points)."""

POINTS = 400
"""More points than this are thinned to the last of each day: the slopes of all pairs are looked at."""

ENOUGH_DAYS = 7
"""A trend needs a week of days: less is the noise of a working day. Source: [K]."""

STEP_TIMES, STEP_PART = 10, 0.02
"""A step is so many times what changes usually are off the slope, and such a part of all that is used. Source: [K]."""

DAY_SECONDS = 86_400


class Step(Value):
    """So many bytes were moved in (or out, negative) at once, by `at` at the latest."""

    at: datetime
    bytes: int


class Trend(Value):
    """Bytes a day, with the slope's 95 % interval; None of less than two points.

    `enough`: the points cover a week at least. `steps`: what was moved in or out at once, in order; a slope is robust
    against some of them, but nobody should take them for growth.
    """

    samples: int
    per_day: float | None = None
    slowest: float | None = None
    fastest: float | None = None
    enough: bool = False
    steps: tuple[Step, ...] = ()


def trend_of(points: Sequence[Point]) -> Trend:
    """The trend of points, ascending in time, by Theil-Sen. Source: domain.md, Storage."""
    points = thinned(points)
    if len(points) < 2:
        return Trend(len(points))
    # scipy and numpy cost 70 MB: a process that foresees nothing does not load them
    theilslopes = import_module("scipy.stats").theilslopes
    fit = theilslopes([float(point.used_bytes) for point in points], elapsed(points), 0.95)
    slope = float(fit.slope)
    enough = len({point.at.date() for point in points}) >= ENOUGH_DAYS
    return Trend(len(points), slope, float(fit.low_slope), float(fit.high_slope), enough, steps_in(points))


def thinned(points: Sequence[Point]) -> list[Point]:
    """The points that a trend looks at: all, or the last of each 24 h when there are too many."""
    if len(points) <= POINTS:
        return list(points)
    by_day = {int(point.at.timestamp()) // DAY_SECONDS: point for point in points}
    return list(by_day.values())


def steps_in(points: Sequence[Point]) -> tuple[Step, ...]:
    """The changes from one point to the next that are far off what the other changes are."""
    changes = [
        (later.at, later.used_bytes - earlier.used_bytes, (later.at - earlier.at).total_seconds())
        for earlier, later in pairwise(points)
    ]
    if len(changes) < ENOUGH_DAYS:
        return ()
    usual = median(change / seconds for _, change, seconds in changes)
    off = [(at, change - usual * seconds) for at, change, seconds in changes]
    limit = max(
        STEP_TIMES * median(abs(much) for _, much in off), STEP_PART * max(point.used_bytes for point in points)
    )
    return tuple(Step(at, round(much)) for at, much in off if abs(much) > limit)


def slope_of(points: Sequence[Point]) -> float:
    """The middle of `trend_of` alone, without scipy: the median of the slopes between all pairs of points."""
    pairs = combinations(zip(elapsed(points), (point.used_bytes for point in points), strict=True), 2)
    return median((later[1] - earlier[1]) / (later[0] - earlier[0]) for earlier, later in pairs)


def elapsed(points: Sequence[Point]) -> list[float]:
    """Days since the first point."""
    return [(point.at - points[0].at).total_seconds() / DAY_SECONDS for point in points]
