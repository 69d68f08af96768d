"""Closing a tenant's days: what the timer does."""

from __future__ import annotations

from datetime import date, datetime

from services.storage.domain.tenant import ONE_DAY, Tenant, close_day, tenant_day_id
from services.storage.domain.usage import still_counting
from services.storage.domain.volume import Volume
from services.storage.store import StorageUnit
from services.storage.timers import CLOSING

DAYS_AT_ONCE = 31
"""Days closed in one unit; the rest follows at once in the next."""


def close_days(unit: StorageUnit, tenant_id: str, at: datetime) -> None:
    """Closes what is to be closed by now, oldest first, and starts the timer for what comes next."""
    tenant = unit.tenants.need(tenant_id)
    volumes = {volume.id: volume for volume in unit.volumes.where(tenant=tenant_id)}
    for _ in range(DAYS_AT_ONCE):
        day = tenant.next_day(unit.now)
        if day is None:
            break
        tenant = _close(unit, tenant, volumes, day, at)
    due = tenant.due(unit.now)
    if due is not None:
        unit.timers.start(CLOSING, tenant_id, due=due)


def _close(unit: StorageUnit, tenant: Tenant, volumes: dict[str, Volume], day: date, at: datetime) -> Tenant:
    before = unit.tenant_days.get(tenant_day_id(tenant.id, day - ONE_DAY))
    levels = still_counting(before.levels, volumes, day) if before is not None else {}
    sampled = [one for one in unit.volume_days.where(tenant=tenant.id, day=day) if volumes[one.volume].counts_on(day)]
    was = unit.tenant_days.get(tenant_day_id(tenant.id, day))
    outcome = close_day(tenant, day, levels, sampled, was, at=at)
    unit.save(outcome.tenant)
    if outcome.day is not None:
        unit.put(outcome.day)
    return outcome.tenant[0]
