"""Volumes: given, listed, ended, and how much they grow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import Query

from libs.http import Caller, Id, Listing, Page, own
from services.storage.answers.ahead import GrowthView
from services.storage.answers.volumes import VolumeView
from services.storage.api.service import OWN, api
from services.storage.bodies import EndVolume, NewVolume, VolumeId
from services.storage.domain.pool import Pool
from services.storage.domain.volume import Share, Volume
from services.storage.forecasting import volume_trend
from services.storage.shares import end_volume, give_volume
from services.storage.store import StorageUnit

OfTenant = Annotated[Id | None, Query(description="Only this tenant's")]


def _places_of(body: NewVolume) -> Iterable[tuple[type, str]]:
    return [(Volume, body.id), (Pool, body.pool)]


@api.command("/v1/volumes", scope="storage:volumes", status=201, reads=_places_of)
def create(body: NewVolume, unit: StorageUnit) -> VolumeView:
    """Gives a tenant a share of a pool. 409 `no_room` when Σ quotas would pass usable × overcommit."""
    return VolumeView.of(give_volume(unit, Share(body.id, body.tenant, body.pool, body.quota_bytes)))


@api.command("/v1/volumes/{id}/end", scope="storage:volumes")
def end(id: VolumeId, body: EndVolume, unit: StorageUnit) -> VolumeView:
    """Ends a volume. Its quota is free at once; it counts for its tenant until the end of that day."""
    return VolumeView.of(end_volume(unit, id, body.at or unit.now))


@api.get("/v1/volumes", scope=OWN)
def volumes(unit: StorageUnit, page: Page, caller: Caller, tenant: OfTenant = None) -> Listing[VolumeView]:
    """All volumes, or a tenant's. A tenant sees its own."""
    found = unit.volumes.page(page.after, page.limit, **caller.narrowed(tenant))
    return page.of(found, view=VolumeView.of, cursor=lambda volume: volume.id)


@api.get("/v1/volumes/{id}", scope=OWN)
def volume(id: VolumeId, unit: StorageUnit, caller: Caller) -> VolumeView:
    """One volume."""
    return VolumeView.of(own(caller, unit.volumes, id))


@api.get("/v1/volumes/{id}/growth", scope=OWN)
def growth_of_volume(id: VolumeId, unit: StorageUnit, caller: Caller) -> GrowthView:
    """How much a volume grows a day, and each of its servers on average, by Theil-Sen over what its days ended with."""
    found = own(caller, unit.volumes, id)
    return GrowthView.of(volume_trend(unit, found), found.servers.count if found.servers else None)
