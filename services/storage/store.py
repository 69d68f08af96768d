"""What storage keeps."""

from __future__ import annotations

from libs.store import Collection, Unit
from services.storage.domain.pool import Pool
from services.storage.domain.samples import PoolDay, VolumeDay
from services.storage.domain.tenant import Tenant, TenantDay
from services.storage.domain.volume import Volume
from services.storage.events import POOL, TENANT, VOLUME


class StorageUnit(Unit):
    """Pools, volumes and tenants are few; their days are documents of their own."""

    pools = Collection(Pool, topic=POOL, indexes=[("zone",)])
    pool_days = Collection(PoolDay, indexes=[("pool", "day")])
    volumes = Collection(Volume, topic=VOLUME, indexes=[("tenant",)])
    volume_days = Collection(VolumeDay, indexes=[("tenant", "day")])
    tenants = Collection(Tenant, topic=TENANT)
    tenant_days = Collection(TenantDay, indexes=[("tenant", "day")])
