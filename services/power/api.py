"""Power over HTTP."""

from __future__ import annotations

import difflib
from typing import Annotated

from fastapi import Path, Query, Response

from libs.events import Refused
from libs.http import ActAnswer, Api, Id, Listing, Page
from services.power import intake, metering, reaching, reporting
from services.power.answers.feeds import FeedView, RackView, feed_view, rack_view
from services.power.answers.generator import GeneratorTestView, GeneratorView, generator_test_view, generator_view
from services.power.answers.kpis import KpisView, kpis_view
from services.power.answers.nodes import NodeView, node_view
from services.power.answers.sources import (
    ExchangeView,
    HourView,
    SourceItem,
    SourceView,
    exchange_view,
    hour_view,
    source_item,
    source_view,
)
from services.power.answers.upses import UpsView, ups_view
from services.power.answers.what_if import WhatIfView, what_if_view
from services.power.bodies import ExchangeBody, ReadingBody
from services.power.domain import what_if
from services.power.domain.capacity import capacity
from services.power.domain.energised import energised
from services.power.domain.load_flow import Present
from services.power.domain.periods import PATTERN
from services.power.domain.readings import to_reading
from services.power.store import PowerUnit

api = Api("power", PowerUnit, title="Power: readings, meter hours, feeds, racks, generator")

SourceId = Annotated[Id, Path(description="A meter or device", examples=["incomer-a"])]
RackId = Annotated[Id, Path(description="A rack", examples=["e01"])]
CSV = "text/csv"
NAMES = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}(,[A-Za-z0-9][A-Za-z0-9._-]{0,63}){0,49}"
Lost = Annotated[
    str,
    Query(pattern=f"^{NAMES}$", description="What is lost: a feed, any node, or several", examples=["A", "a,ups-b"]),
]
Out = Annotated[
    str, Query(pattern=f"^({NAMES})?$", description="What a planned work takes out beforehand", examples=["ups-a"])
]
AtTheLoad = Annotated[
    bool | None, Query(description="Take the generator to be at the load, or not; default: as it is now")
]
Asked = Annotated[
    str,
    Query(
        pattern=f"^{PATTERN}$",
        description="A year, month, day or hour in Europe/Paris",
        examples=["2026", "2026-01", "2026-01-15", "2026-01-15T10"],
    ),
]
Year = Annotated[str, Path(pattern="^20[0-9]{2}$", description="A calendar year in Europe/Paris", examples=["2026"])]


def _reads(reading: ReadingBody) -> list[tuple[type, str]]:
    return list(intake.documents_of(reading.source, reading.quantity, reading.at))


@api.signals(
    "/v1/readings", field="readings", scope="power:signal", source=lambda reading: reading.source, reads=_reads
)
def read(reading: ReadingBody, unit: PowerUnit) -> None:
    """Takes readings of meters and devices. In any order; late and doubled ones are harmless."""
    at = reading.at or unit.now
    intake.take(to_reading(reading.source, reading.quantity, reading.value, reading.unit, at), unit)


@api.get("/v1/sources", scope="power:read")
def sources(unit: PowerUnit, page: Page) -> Listing[SourceItem]:
    """All meters and devices of the site."""
    found = unit.sources.page(page.after, page.limit)
    return page.of(found, view=source_item, cursor=lambda source: source.id)


@api.get("/v1/sources/{id}", scope="power:read")
def source(id: SourceId, unit: PowerUnit) -> SourceView:
    """One source, with the newest reading of each of its quantities."""
    return source_view(unit.sources.need(id))


@api.get("/v1/sources/{id}/hours", scope="power:read")
def hours(id: SourceId, unit: PowerUnit, page: Page) -> Listing[HourView]:
    """The closed hours of a source, by quantity and in order of time."""
    found = unit.hours.page(page.after, page.limit, source=unit.sources.need(id).id)
    return page.of(found, view=hour_view, cursor=lambda hour: hour.id)


@api.get("/v1/acts", scope="power:read")
def acts(unit: PowerUnit, page: Page) -> Listing[ActAnswer]:
    """What people did to meters, in order of time."""
    return page.of(unit.acts.page(page.after, page.limit), ActAnswer.of, lambda act: act.id)


@api.command("/v1/sources/{id}/exchanges", scope="power:act", status=201)
def exchange(id: SourceId, body: ExchangeBody, unit: PowerUnit) -> ExchangeView:
    """A meter was exchanged, or its register was reset: one register ends, and another begins."""
    return exchange_view(metering.exchange(id, body, unit))


@api.get("/v1/feeds", scope="power:read")
def feeds(unit: PowerUnit, page: Page) -> Listing[FeedView]:
    """All feeds, live, lost or unknown."""
    return page.of(unit.feeds.page(page.after, page.limit), view=feed_view, cursor=lambda feed: feed.id)


@api.get("/v1/racks", scope="power:read")
def racks(unit: PowerUnit, page: Page) -> Listing[RackView]:
    """All racks, with what they draw from each feed."""
    return page.of(unit.racks.page(page.after, page.limit), view=rack_view, cursor=lambda rack: rack.id)


@api.get("/v1/racks/{id}", scope="power:read")
def rack(id: RackId, unit: PowerUnit) -> RackView:
    """One rack."""
    return rack_view(unit.racks.need(id))


@api.get("/v1/nodes", scope="power:read")
def nodes(unit: PowerUnit, page: Page) -> Listing[NodeView]:
    """The graph between the utilities and the racks: what power reaches, phases, capacity left and stranded."""
    now = reaching.present(unit)
    states = energised(now.graph, reaching.origins(unit))
    found = sorted((node_view(one, states[one.node.id]) for one in capacity(now)), key=lambda view: view.node)
    rest = [view for view in found if view.node > page.after][: page.limit]
    return page.of(rest, view=lambda view: view, cursor=lambda view: view.node)


@api.get("/v1/what-if", scope="power:read")
def what_if_lost(lose: Lost, unit: PowerUnit, out: Out = "", generator: AtTheLoad = None) -> WhatIfView:
    """Whether every rack survives the loss of a feed, of any node or set of nodes, at the load that it has now.

    `out`: what a planned work takes out beforehand; the answer is that after it, with `before` beside.
    """
    now = reaching.present(unit, generator)
    lost, work = _nodes(lose, now, "/query/lose"), _nodes(out, now, "/query/out")
    before = what_if.lose(now, lost)
    if not work:
        return what_if_view(before, None)
    return what_if_view(what_if.lose(now.without(work), lost), before)


def _nodes(named: str, now: Present, at: str) -> set[str]:
    """Nodes by their ids, in capitals or not. Raises `Refused` (not found), naming a likely one."""
    found = {id.lower() for id in named.split(",") if id}
    for id in sorted(found - now.graph.by_id.keys()):
        near = difflib.get_close_matches(id, now.graph.by_id, 1)
        raise Refused("not_found", f"no node {id}{f'; did you mean {near[0]}?' if near else ''}", at)
    return found


@api.get("/v1/generator", scope="power:read")
def generator(unit: PowerUnit) -> GeneratorView:
    """The backup generator, and for how many hours its fuel lasts."""
    found = unit.generators.page(limit=1)
    if not found:
        raise Refused("not_found", "the site has no generator")
    return generator_view(found[0])


@api.get("/v1/generator/tests", scope="power:read")
def generator_tests(unit: PowerUnit, page: Page) -> Listing[GeneratorTestView]:
    """Its tests, as evidence, by kind and in order of time."""
    found = unit.tests.page(page.after, page.limit)
    return page.of(found, view=generator_test_view, cursor=lambda test: test.id)


@api.get("/v1/ups", scope="power:read")
def upses(unit: PowerUnit, page: Page) -> Listing[UpsView]:
    """UPSs: on mains or on battery, how long that lasts, and how the battery ages."""
    return page.of(unit.upses.page(page.after, page.limit), view=ups_view, cursor=lambda ups: ups.id)


@api.get("/v1/kpis", scope="power:read")
def key_figures(period: Asked, unit: PowerUnit) -> KpisView:
    """PUE, ERF, REF, WUE and CUE of an hour, day, month or year in Europe/Paris, from closed hours."""
    return kpis_view(reporting.figures(period, unit))


@api.get("/v1/reports/{year}", scope="power:read", media=CSV)
def yearly_report(year: Year, unit: PowerUnit) -> Response:
    """The fields of Reg. (EU) 2024/1364 for a year, as CSV: point, symbol, field, value, unit, and where it is from."""
    return Response(reporting.year(year, unit), media_type=CSV)
