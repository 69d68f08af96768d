"""Looking ahead: a pool's points of the last months, and what they say."""

from __future__ import annotations

from datetime import datetime, timedelta

from libs.store import Between
from services.storage.domain.day import day_of
from services.storage.domain.forecast import DAYS_TO_WARN, WINDOW_DAYS, Forecast, days_to_full, foresee
from services.storage.domain.pool import Pool
from services.storage.domain.samples import PoolDay
from services.storage.store import StorageUnit


def forecast(unit: StorageUnit, pool: Pool) -> Forecast:
    """The forecast of a pool as of now."""
    points = (point for one in _days(unit, pool) for point in one.points)
    return foresee(sorted(points, key=lambda point: point.at), pool.usable_bytes)


def warn(unit: StorageUnit, pool: Pool, at: datetime) -> None:
    """Raises `pool-filling` when the days so far ask for it; nothing before there is a week of them."""
    days = sorted(_days(unit, pool), key=lambda one: one.day)
    if len(days) >= DAYS_TO_WARN and pool.usable_bytes is not None:
        left = days_to_full([one.points[-1] for one in days], pool.usable_bytes)
        unit.save(pool.foreseen(left, at))


def _days(unit: StorageUnit, pool: Pool) -> list[PoolDay]:
    today = day_of(unit.now)
    window = Between(today - timedelta(days=WINDOW_DAYS), today + timedelta(days=2))
    return unit.pool_days.where(pool=pool.id, day=window)
