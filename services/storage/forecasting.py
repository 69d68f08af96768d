"""Looking ahead: a pool's points of the last months, and what they say."""

from __future__ import annotations

from datetime import datetime, timedelta

from libs.store import Between
from services.storage.domain.day import day_of
from services.storage.domain.forecast import DAYS_TO_WARN, WINDOW_DAYS, Forecast, foresee
from services.storage.domain.pool import Pool
from services.storage.domain.samples import PoolDay
from services.storage.store import StorageUnit


def forecast(unit: StorageUnit, pool: Pool) -> Forecast:
    """The forecast of a pool as of now."""
    return _from(_days(unit, pool), pool)


def warn(unit: StorageUnit, pool: Pool, at: datetime) -> None:
    """Raises `pool-filling` when the forecast asks for it; nothing before there is a week of points."""
    days = _days(unit, pool)
    if len(days) >= DAYS_TO_WARN:
        unit.save(pool.foreseen(_from(days, pool).days_to_full, at))


def _from(days: list[PoolDay], pool: Pool) -> Forecast:
    points = (point for one in days for point in one.points)
    return foresee(sorted(points, key=lambda point: point.at), pool.usable_bytes)


def _days(unit: StorageUnit, pool: Pool) -> list[PoolDay]:
    today = day_of(unit.now)
    window = Between(today - timedelta(days=WINDOW_DAYS), today + timedelta(days=2))
    return unit.pool_days.where(pool=pool.id, day=window)
