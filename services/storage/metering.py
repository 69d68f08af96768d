"""What a tenant used in a month, read from the samples as they are now."""

from __future__ import annotations

from datetime import date

from libs.store import Between
from services.storage.domain.day import day_of
from services.storage.domain.samples import VolumeDay
from services.storage.domain.tenant import ONE_DAY, Tenant, tenant_day_id
from services.storage.domain.usage import DayPeak, Month, peaks_of
from services.storage.store import StorageUnit


def peaks_in(unit: StorageUnit, tenant: Tenant, month: Month) -> list[DayPeak]:
    """The month's peaks until today, carried on from the last day before it that holds as it was closed."""
    if tenant.frontier is None:
        return []
    first = min(month.first, tenant.frontier, *tenant.changed)
    until = min(month.until, max(day_of(unit.now), tenant.newest or tenant.frontier) + ONE_DAY)
    before = unit.tenant_days.get(tenant_day_id(tenant.id, first - ONE_DAY))
    window = Between(first, until)
    sampled: dict[date, list[VolumeDay]] = {}
    for one in unit.volume_days.where(tenant=tenant.id, day=window):
        sampled.setdefault(one.day, []).append(one)
    closed = {one.day: one for one in unit.tenant_days.where(tenant=tenant.id, day=window)}
    volumes = unit.volumes.where(tenant=tenant.id)
    peaks = peaks_of(first, until, {} if before is None else before.levels, sampled, closed, volumes=volumes)
    return [peak for peak in peaks if peak.day >= month.first]
