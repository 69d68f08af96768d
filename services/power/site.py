"""Applies power's part of the site file like any command: what is new or changed, with its events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from libs.events import replace
from services.power.domain.declared import Declared
from services.power.domain.failover import SITE, Failover
from services.power.domain.feeds import Feed
from services.power.domain.generator import Generator
from services.power.domain.graph import Graph
from services.power.domain.nodes import SWITCHES, USERS, Node
from services.power.domain.racks import Rack
from services.power.domain.sources import Source
from services.power.domain.ups import Ups
from services.power.events import FeedRegistered
from services.power.plan import FeedPlan, GeneratorPlan
from services.power.reaching import graph_of, settle, strain
from services.power.section import Section
from services.power.store import PowerUnit
from services.power.watching import watch_tests

__all__ = ["Section", "load"]

T = TypeVar("T", Source, Feed, Rack, Generator, Node, Ups)

SOURCE = ("quantities", "interval_seconds", "register_digits", "role", "feed", "rack", "generator", "node")
FEED = ("name", "incomer", "nominal_volts", "renewable_percent", "co2_grams_per_kwh", "generator")
NODE = ("kind", "inputs", "limit_kw", "source", "meters")
RACK = ("row", "breaker_kw", "supplies", "phase", "zone")
GENERATOR = (
    "source", "nameplate_kw", "tank_litres", "fuel_curve", "autonomy_low_hours", "co2_grams_per_kwh",
    "switches", "unwatched",
)  # fmt: skip
"""What the site file says of each; the rest is what has been read since."""


def load(section: Section, unit: PowerUnit) -> list[str]:
    """Applies the section. Returns a sentence for each thing that vanished."""
    sources, nodes = list(section.planned_sources()), section.planned_nodes()
    racks = section.planned_racks()
    generators = [_generator(section.generator, nodes, unit.now)] if section.generator else []
    unit.sources.many(source.id for source in sources)
    unit.racks.many(rack.id for rack in racks)
    unit.nodes.many(node.id for node in nodes)
    for source in sources:
        _put(unit.sources.get(source.id), source, SOURCE, unit)
    for generator in generators:
        if _put(unit.generators.get(generator.id), generator, GENERATOR, unit):
            watch_tests(unit.generators.need(generator.id), unit)
    for node in nodes:
        _put(unit.nodes.get(node.id), node, NODE, unit)
        if node.kind == "ups" and node.source is not None:
            _put(unit.upses.get(node.id), Ups(node.id, node.source), ("source",), unit)
    for feed in section.feeds:
        _load_feed(feed, section.generator, unit)
    for rack in racks:
        _load_rack(rack, unit)
    unit.declared.get(SITE)
    unit.put(Declared(**section.report.model_dump()))
    _weigh(unit)
    settle(unit, unit.now)
    return [
        *_vanished("source", unit.sources.where(), sources),
        *_vanished("feed", unit.feeds.where(), section.feeds),
        *_vanished("node", unit.nodes.where(), nodes),
        *_vanished("rack", unit.racks.where(), racks),
        *_vanished("generator", unit.generators.where(), generators),
    ]


def _put(known: T | None, planned: T, fields: tuple[str, ...], unit: PowerUnit) -> bool:
    """Keeps what is planned where it is new or changed, and what has been read of it."""
    said: dict[str, Any] = {name: getattr(planned, name) for name in fields}
    wanted = planned if known is None else replace(known, **said)
    if wanted == known:
        return False
    unit.put(wanted)
    return True


def _generator(plan: GeneratorPlan, nodes: Iterable[Node], now: datetime) -> Generator:
    switches = sorted((node for node in nodes if node.kind in SWITCHES), key=lambda node: node.id)
    return Generator(
        id=plan.id,
        source=plan.source,
        nameplate_kw=plan.nameplate_kw,
        tank_litres=plan.tank_litres,
        fuel_curve=plan.fuel_curve,
        autonomy_low_hours=plan.autonomy_low_hours,
        known_since=now,
        co2_grams_per_kwh=plan.co2_grams_per_kwh,
        switches=tuple(node.id for node in switches),
        unwatched=tuple(node.id for node in switches if node.source is None),
    )


def _load_feed(plan: FeedPlan, generator: GeneratorPlan | None, unit: PowerUnit) -> None:
    feed = Feed(
        id=plan.id,
        name=plan.name,
        incomer=plan.incomer,
        nominal_volts=plan.nominal_volts,
        renewable_percent=plan.renewable_percent,
        co2_grams_per_kwh=plan.co2_grams_per_kwh,
        generator=generator.id if generator else None,
        since=unit.now,
    )
    if _put(unit.feeds.get(feed.id), feed, FEED, unit):
        registered = FeedRegistered(time=unit.now, feed=feed.id, name=feed.name, incomer=feed.incomer)
        unit.save((unit.feeds.need(feed.id), (registered,)))


def _load_rack(planned: Rack, unit: PowerUnit) -> None:
    """What its meters have read stays, however it is fed now."""
    known = unit.racks.get(planned.id)
    if known is not None:
        read = {(one.feed, one.source): one for one in known.supplies}
        supplies = (
            replace(read.get((one.feed, one.source), one), node=one.node) for one in planned.supplies
        )  # fmt: skip
        planned = replace(planned, supplies=tuple(supplies))
    if _put(known, planned, RACK, unit):
        unit.save(unit.racks.need(planned.id).registered(unit.now))


def _breakers(id: str, graph: Graph) -> tuple[str, ...]:
    """The nodes with a breaker through which utilities feed a node."""
    above = graph.above((id,)) - {id}
    return tuple(
        node.id for node in graph.nodes if node.id in above and node.limit_kw is not None and node.kind != "generator"
    )


def _weigh(unit: PowerUnit) -> None:
    """What each breaker would carry as the survivor, and the racks that it could not carry: of all that is there, what
    the file names no longer included, for its meters are read on.
    """
    graph = graph_of(unit)
    racks = [replace(rack, above=_breakers(rack.id, graph)) for rack in unit.racks.where()]
    between = [node for node in graph.nodes if node.limit_kw is not None and node.kind not in ("generator", "rack")]
    limits = {node.id: node.limit_kw for node in between if node.limit_kw is not None}
    users = {node.id: _breakers(node.id, graph) for node in graph.nodes if node.kind in USERS}
    failover = (unit.failover.get(SITE) or Failover()).planned(limits, users, racks)
    unit.put(failover)
    for rack in racks:
        unit.put(rack)
        for id in {*rack.above, *rack.strained}:
            strain(unit.racks.need(rack.id), id, id in rack.above and failover.nodes[id].strained, unit.now, unit)


def _vanished(what: str, known: Sequence[Any], planned: Iterable[Any]) -> list[str]:
    named = {one.id for one in planned}
    return [f"{what} {one.id} is no longer in the site file; it stays" for one in known if one.id not in named]
