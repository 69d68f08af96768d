"""Pools: their room, when it is used up, and what would be of it if."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field

from libs.http import ASKED, Day, Id, Listing, Page
from services.storage.answers.ahead import ForecastView, LossView, OutlookView
from services.storage.answers.pools import PoolView
from services.storage.api.service import READ, api
from services.storage.bodies import PoolId
from services.storage.domain.arrival import outlook
from services.storage.domain.day import begin_of
from services.storage.domain.loss import Data, loss_of
from services.storage.forecasting import forecast
from services.storage.store import StorageUnit

Brought = Annotated[int, Field(ge=1, le=10**18), ASKED, Query(description="Usable bytes that somebody brings")]
OnDay = Annotated[Day, Query(description="The day in Europe/Paris on which they come", examples=["2027-03-01"])]
OfPool = Annotated[Id | None, Query(description="Only of this pool")]
Nodes = Annotated[
    int | None, Field(ge=1, le=10_000), ASKED, Query(description="So many of its nodes; the whole pool without it")
]


@api.get("/v1/pools", scope=READ)
def pools(unit: StorageUnit, page: Page) -> Listing[PoolView]:
    """All pools."""
    found = unit.pools.page(page.after, page.limit)
    return page.of(found, view=PoolView.of, cursor=lambda pool: pool.id)


@api.get("/v1/pools/{id}", scope=READ)
def pool(id: PoolId, unit: StorageUnit) -> PoolView:
    """One pool: its bytes, raw and usable, and its state."""
    return PoolView.of(unit.pools.need(id))


@api.get("/v1/pools/{id}/forecast", scope=READ)
def pool_forecast(id: PoolId, unit: StorageUnit) -> ForecastView:
    """When the pool is full, by Theil-Sen over its last 180 days."""
    return ForecastView.of(forecast(unit, unit.pools.need(id)))


@api.get("/v1/pools/{id}/loss", scope=READ)
def pool_loss(id: PoolId, unit: StorageUnit, nodes: Nodes = None) -> LossView:
    """What it means to lose nodes of a pool, or all of it: whether data is lost, whose, and what room is left."""
    found = unit.pools.need(id)
    loss = loss_of(found, nodes)
    lost = unit.volumes.where(pool=id, ended_at=None) if loss.data is Data.LOST else []
    return LossView.of(found, loss, lost)


@api.get("/v1/what-if", scope=READ)
def what_if(
    unit: StorageUnit, page: Page, bring_bytes: Brought, on: OnDay, pool: OfPool = None
) -> Listing[OutlookView]:
    """What if somebody brings so many bytes on a day: for each pool, whether there is room, and when it is full."""
    asked = [unit.pools.need(pool, at="/query/pool")] if pool else unit.pools.page(page.after, page.limit)
    seen = [(one, outlook(one, forecast(unit, one).trend.per_day, bring_bytes, begin_of(on))) for one in asked]
    return page.of(seen, view=lambda one: OutlookView.of(*one), cursor=lambda one: one[0].id)
