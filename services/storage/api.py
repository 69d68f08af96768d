"""Storage by HTTP. Source: public-face.md, storage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import Query

from libs.events import Refused
from libs.http import Api, Caller, Id, Listing, Page, Period
from services.storage.bodies import EndVolume, NewVolume, PoolId, Sample, TenantId, VolumeId
from services.storage.domain.day import day_of
from services.storage.domain.pool import Pool
from services.storage.domain.samples import PoolDay, VolumeDay, pool_day_id, volume_day_id
from services.storage.domain.usage import Month
from services.storage.domain.volume import Share, Volume
from services.storage.forecasting import forecast
from services.storage.intake import take_pool_sample, take_volume_sample
from services.storage.metering import peaks_in
from services.storage.shares import end_volume, give_volume
from services.storage.store import StorageUnit
from services.storage.views import ForecastView, PoolView, UsageView, VolumeView

OfTenant = Annotated[Id | None, Query(description="Only this tenant's")]
OfMonth = Annotated[Period, Query(description="A calendar month in Europe/Paris")]

api = Api("storage", StorageUnit, title="Storage: pools, volumes, and what tenants took of them")


def _documents_of(sample: Sample) -> Iterable[tuple[type, str]]:
    if sample.pool is not None:
        yield Pool, sample.pool
        if sample.at is not None:
            yield PoolDay, pool_day_id(sample.pool, day_of(sample.at))
    if sample.volume is not None:
        yield Volume, sample.volume
        if sample.at is not None:
            yield VolumeDay, volume_day_id(sample.volume, day_of(sample.at))


def _places_of(body: NewVolume) -> Iterable[tuple[type, str]]:
    return [(Volume, body.id), (Pool, body.pool)]


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


@api.command("/v1/volumes", scope="storage:volumes", status=201, reads=_places_of)
def create(body: NewVolume, unit: StorageUnit) -> VolumeView:
    """Gives a tenant a share of a pool. 409 `no_room` when Σ quotas would pass usable × overcommit."""
    return VolumeView.of(give_volume(unit, Share(body.id, body.tenant, body.pool, body.quota_bytes)))


@api.command("/v1/volumes/{id}/end", scope="storage:volumes")
def end(id: VolumeId, body: EndVolume, unit: StorageUnit) -> VolumeView:
    """Ends a volume. Its quota is free at once; it counts for its tenant until the end of that day."""
    return VolumeView.of(end_volume(unit, id, body.at or unit.now))


@api.get("/v1/volumes", scope="storage:read")
def volumes(unit: StorageUnit, page: Page, caller: Caller, tenant: OfTenant = None) -> Listing[VolumeView]:
    """All volumes, or a tenant's. A tenant sees its own."""
    if caller.tenant is not None and tenant not in (None, caller.tenant):
        raise Refused("forbidden", f"{caller.name} sees its own volumes only", "/query/tenant")
    whose = tenant or caller.tenant
    wanted = {} if whose is None else {"tenant": whose}
    found = unit.volumes.page(page.after, page.limit, **wanted)
    return page.of(found, view=VolumeView.of, cursor=lambda volume: volume.id)


@api.get("/v1/volumes/{id}", scope="storage:read")
def volume(id: VolumeId, unit: StorageUnit, caller: Caller) -> VolumeView:
    """One volume."""
    found = unit.volumes.need(id)
    _own(caller, found.tenant)
    return VolumeView.of(found)


@api.get("/v1/pools", scope="storage:read")
def pools(unit: StorageUnit, page: Page, caller: Caller) -> Listing[PoolView]:
    """All pools. They are the City's, not a tenant's."""
    _not_a_tenant(caller)
    found = unit.pools.page(page.after, page.limit)
    return page.of(found, view=PoolView.of, cursor=lambda pool: pool.id)


@api.get("/v1/pools/{id}", scope="storage:read")
def pool(id: PoolId, unit: StorageUnit, caller: Caller) -> PoolView:
    """One pool: its bytes, raw and usable, and its state."""
    _not_a_tenant(caller)
    return PoolView.of(unit.pools.need(id))


@api.get("/v1/pools/{id}/forecast", scope="storage:read")
def pool_forecast(id: PoolId, unit: StorageUnit, caller: Caller) -> ForecastView:
    """When the pool is full, by Theil-Sen over its last 180 days."""
    _not_a_tenant(caller)
    return ForecastView.of(forecast(unit, unit.pools.need(id)))


@api.get("/v1/tenants/{id}/usage", scope="storage:read")
def usage(id: TenantId, period: OfMonth, unit: StorageUnit, caller: Caller) -> UsageView:
    """What a tenant stored in a month: TB-months, with each day's peak, open days included."""
    _own(caller, id)
    month = Month.read(period)
    return UsageView.of(month, peaks_in(unit, unit.tenants.need(id), month))


def _own(caller: Caller, tenant: str) -> None:
    if not caller.may_see(tenant):
        raise Refused("forbidden", f"{caller.name} sees its own data only")


def _not_a_tenant(caller: Caller) -> None:
    if caller.tenant is not None:
        raise Refused("forbidden", "pools are shown to the site's own staff only")
