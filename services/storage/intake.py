"""Taking samples, from devices by HTTP and from this host alike."""

from __future__ import annotations

from datetime import datetime

from libs.events import Refused
from services.storage.domain.pool import Pool
from services.storage.domain.samples import PoolDay, VolumeDay, pool_day_id, sample_day, volume_day_id
from services.storage.domain.tenant import Tenant
from services.storage.domain.volume import Volume
from services.storage.store import StorageUnit
from services.storage.timers import CLOSING, FORECAST, SILENCE


def take_pool_sample(unit: StorageUnit, pool: Pool, used_bytes: int, capacity_bytes: int | None, at: datetime) -> None:
    """Keeps a sample of a pool, judges its state, and listens for its silence."""
    day = sample_day(at)
    id = pool_day_id(pool.id, day)
    known = unit.pool_days.get(id)
    if known is None:
        unit.timers.start(FORECAST, pool.id, due=unit.now)
    unit.put((known or PoolDay(id, pool.id, day)).with_sample(used_bytes, at))
    sampled, events = pool.sampled(used_bytes, capacity_bytes, at=at, now=unit.now)
    unit.save((sampled, events))
    if sampled.silent_at is not None:
        unit.timers.start(SILENCE, pool.id, due=sampled.silent_at)


def take_volume_sample(
    unit: StorageUnit, volume: Volume, used_bytes: int, capacity_bytes: int | None, at: datetime
) -> None:
    """Keeps a sample of a volume, and sees to it that its tenant's day is closed (again)."""
    day = sample_day(at)
    if not volume.counts_on(day):
        raise Refused("conflict", f"volume {volume.id} ended at {volume.ended_at}", "/volume")
    id = volume_day_id(volume.id, day)
    known = unit.volume_days.get(id) or VolumeDay(id, volume.id, volume.tenant, day)
    unit.put(known.with_sample(used_bytes, at))
    unit.put(volume.sampled(used_bytes, capacity_bytes, at))
    tenant = unit.tenants.get(volume.tenant) or Tenant(volume.tenant)
    plan_closing(unit, tenant.touched(day))


def plan_closing(unit: StorageUnit, tenant: Tenant) -> None:
    """Keeps the tenant, even if unchanged, so that a closing under way sees this sample; and its timer."""
    unit.put(tenant)
    due = tenant.due(unit.now)
    if due is not None:
        unit.timers.start(CLOSING, tenant.id, due=due)
