"""Volumes given, resized and ended: always together with the room of their pool."""

from __future__ import annotations

from datetime import datetime

from libs.events import Refused
from services.storage.domain.day import day_of
from services.storage.domain.tenant import Tenant
from services.storage.domain.volume import Share, Volume, create_volume
from services.storage.intake import plan_closing
from services.storage.store import StorageUnit


def give_volume(unit: StorageUnit, share: Share) -> Volume:
    """A new volume. Raises `Refused`: no such pool, the id is taken, `no_room`."""
    pool = unit.pools.need(share.pool, at="/pool")
    if unit.volumes.get(share.id) is not None:
        raise Refused("conflict", f"there is a volume {share.id} already", "/id")
    unit.put(pool.allot(share.quota_bytes))
    created = create_volume(share, unit.now, pool.zone)
    unit.save(created)
    if unit.tenants.get(share.tenant) is None:
        unit.put(Tenant(share.tenant))
    return created[0]


def resize_volume(unit: StorageUnit, volume: Volume, share: Share) -> None:
    """Another quota, or other servers. Raises `Refused` (`no_room`)."""
    pool = unit.pools.need(volume.pool)
    unit.put(pool.allot(share.quota_bytes, freed_bytes=volume.quota_bytes))
    unit.save(volume.resized(share, unit.now))


def end_volume(unit: StorageUnit, id: str, at: datetime) -> Volume:
    """Ends a volume. Raises `Refused`: no such volume, ended already."""
    ended = unit.volumes.need(id).ended(at)
    unit.save(ended)
    volume = ended[0]
    unit.put(unit.pools.need(volume.pool).allot(0, freed_bytes=volume.quota_bytes))
    tenant = unit.tenants.get(volume.tenant) or Tenant(volume.tenant)
    plan_closing(unit, tenant.volume_ended(day_of(at)))
    return volume
