"""Looking ahead: what the last months of a pool, a tenant or a volume say."""

from __future__ import annotations

from datetime import datetime, timedelta

from libs.store import Between
from services.storage.domain.day import day_of, end_of
from services.storage.domain.forecast import Forecast, days_to_full, foresee
from services.storage.domain.pool import Pool
from services.storage.domain.samples import Point, PoolDay
from services.storage.domain.tenant import Tenant
from services.storage.domain.trend import ENOUGH_DAYS, WINDOW_DAYS, Trend, trend_of
from services.storage.domain.volume import Volume
from services.storage.store import StorageUnit


def forecast(unit: StorageUnit, pool: Pool) -> Forecast:
    """The forecast of a pool as of now."""
    points = (point for one in _days(unit, pool) for point in one.points)
    return foresee(sorted(points, key=lambda point: point.at), pool.usable_bytes)


def warn(unit: StorageUnit, pool: Pool, at: datetime) -> None:
    """Raises `pool-filling` when the days so far ask for it; nothing before there is a week of them."""
    days = sorted(_days(unit, pool), key=lambda one: one.day)
    if len(days) >= ENOUGH_DAYS and pool.usable_bytes is not None:
        left = days_to_full([one.points[-1] for one in days], pool.usable_bytes)
        unit.save(pool.foreseen(left, at))


def tenant_trend(unit: StorageUnit, tenant: Tenant) -> Trend:
    """How a tenant's daily peaks grow, of the days that are closed."""
    closed = sorted(unit.tenant_days.where(tenant=tenant.id, day=_window(unit)), key=lambda one: one.day)
    return trend_of([Point(end_of(one.day), one.peak_bytes) for one in closed])


def volume_trend(unit: StorageUnit, volume: Volume) -> Trend:
    """How what a volume's days ended with grows."""
    days = unit.volume_days.where(tenant=volume.tenant, volume=volume.id, day=_window(unit))
    return trend_of([one.last_point for one in sorted(days, key=lambda one: one.day)])


def _days(unit: StorageUnit, pool: Pool) -> list[PoolDay]:
    return unit.pool_days.where(pool=pool.id, day=_window(unit))


def _window(unit: StorageUnit) -> Between:
    today = day_of(unit.now)
    return Between(today - timedelta(days=WINDOW_DAYS), today + timedelta(days=2))
