"""Power over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from libs.events import Refused
from libs.http import Api, Id, Listing, Page, Period
from libs.store import Between
from services.power import intake, views
from services.power.domain import what_if
from services.power.domain.kpis import Metered, kpis, month_of
from services.power.domain.readings import to_reading
from services.power.store import PowerUnit

api = Api("power", PowerUnit, title="Power: readings, meter hours, feeds, racks, generator")

SourceId = Annotated[Id, Path(description="A meter or device", examples=["incomer-a"])]
RackId = Annotated[Id, Path(description="A rack", examples=["e01"])]
Lost = Annotated[
    str, Query(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="The feed that is lost", examples=["A"])
]
Month = Annotated[Period, Query(description="A calendar month in Europe/Paris")]


def _reads(reading: views.ReadingBody) -> list[tuple[type, str]]:
    return list(intake.documents_of(reading.source, reading.quantity, reading.at))


@api.signals(
    "/v1/readings", field="readings", scope="power:signal", source=lambda reading: reading.source, reads=_reads
)
def read(reading: views.ReadingBody, unit: PowerUnit) -> None:
    """Takes readings of meters and devices. In any order; late and doubled ones are harmless."""
    at = reading.at or unit.now
    intake.take(to_reading(reading.source, reading.quantity, reading.value, reading.unit, at), unit)


@api.get("/v1/sources", scope="power:read")
def sources(unit: PowerUnit, page: Page) -> Listing[views.SourceItem]:
    """All meters and devices of the site."""
    found = unit.sources.page(page.after, page.limit)
    return page.of(found, view=views.source_item, cursor=lambda source: source.id)


@api.get("/v1/sources/{id}", scope="power:read")
def source(id: SourceId, unit: PowerUnit) -> views.SourceView:
    """One source, with the newest reading of each of its quantities."""
    return views.source_view(unit.sources.need(id))


@api.get("/v1/sources/{id}/hours", scope="power:read")
def hours(id: SourceId, unit: PowerUnit, page: Page) -> Listing[views.HourView]:
    """The closed hours of a source, in order of time."""
    found = unit.hours.page(page.after, page.limit, source=unit.sources.need(id).id)
    return page.of(found, view=views.hour_view, cursor=lambda hour: hour.id)


@api.get("/v1/feeds", scope="power:read")
def feeds(unit: PowerUnit, page: Page) -> Listing[views.FeedView]:
    """All feeds, live, lost or unknown."""
    return page.of(unit.feeds.page(page.after, page.limit), view=views.feed_view, cursor=lambda feed: feed.id)


@api.get("/v1/racks", scope="power:read")
def racks(unit: PowerUnit, page: Page) -> Listing[views.RackView]:
    """All racks, with what they draw from each feed."""
    return page.of(unit.racks.page(page.after, page.limit), view=views.rack_view, cursor=lambda rack: rack.id)


@api.get("/v1/racks/{id}", scope="power:read")
def rack(id: RackId, unit: PowerUnit) -> views.RackView:
    """One rack."""
    return views.rack_view(unit.racks.need(id))


@api.get("/v1/what-if", scope="power:read")
def what_if_lost(lose: Lost, unit: PowerUnit) -> views.WhatIfView:
    """Whether every rack survives the loss of a feed, at the load that it has now."""
    feed = unit.feeds.need(lose.lower(), at="/query/lose")
    return views.what_if_view(what_if.lose(feed.id, unit.racks.where()))


@api.get("/v1/generator", scope="power:read")
def generator(unit: PowerUnit) -> views.GeneratorView:
    """The backup generator, and for how many hours its fuel lasts."""
    found = unit.generators.page(limit=1)
    if not found:
        raise Refused("not_found", "the site has no generator")
    return views.generator_view(found[0])


@api.get("/v1/kpis", scope="power:read")
def key_figures(period: Month, unit: PowerUnit) -> views.KpisView:
    """PUE, ERF and REF of a calendar month in Europe/Paris, from closed hours."""
    start, end = month_of(period)
    energy = [source for source in unit.sources.where() if "energy" in source.quantities]
    metered = Metered(
        incomers=sum(source.role == "incomer" for source in energy),
        racks=sum(source.role == "rack" for source in energy),
        heat_meters=sum("heat" in source.quantities for source in unit.sources.where()),
    )
    return views.kpis_view(kpis(unit.site_hours.where(start=Between(start, end)), start, end, metered))
