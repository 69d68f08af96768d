"""How full pools and volumes are."""

from __future__ import annotations

from collections.abc import Iterable

from services.storage.api.service import api
from services.storage.bodies import Sample
from services.storage.domain.day import day_of
from services.storage.domain.pool import Pool
from services.storage.domain.samples import PoolDay, VolumeDay, pool_day_id, volume_day_id
from services.storage.domain.volume import Volume
from services.storage.intake import take_pool_sample, take_volume_sample
from services.storage.store import StorageUnit


def _documents_of(sample: Sample) -> Iterable[tuple[type, str]]:
    if sample.pool is not None:
        yield Pool, sample.pool
        if sample.at is not None:
            yield PoolDay, pool_day_id(sample.pool, day_of(sample.at))
    if sample.volume is not None:
        yield Volume, sample.volume
        if sample.at is not None:
            yield VolumeDay, volume_day_id(sample.volume, day_of(sample.at))


@api.signals(
    "/v1/samples",
    field="samples",
    scope="storage:signal",
    source=lambda sample: sample.source,
    reads=_documents_of,
)
def take_sample(sample: Sample, unit: StorageUnit) -> None:
    """Takes samples: how full a pool or a volume is. Late ones are welcome: their day is closed again."""
    at = sample.at or unit.now
    if sample.pool is not None:
        pool = unit.pools.need(sample.pool, at="/pool")
        take_pool_sample(unit, pool, sample.used_bytes, sample.capacity_bytes, at)
    elif sample.volume is not None:
        volume = unit.volumes.need(sample.volume, at="/volume")
        take_volume_sample(unit, volume, sample.used_bytes, sample.capacity_bytes, at)
