"""What the power service keeps: its own database, one collection a kind of entity."""

from __future__ import annotations

from typing import Any

from libs.audit import Act, Sweep
from libs.store import Collection, Unit
from services.power.domain.agreement import NodeHour
from services.power.domain.declared import Declared
from services.power.domain.failover import Failover
from services.power.domain.feeds import Feed
from services.power.domain.generator import Generator
from services.power.domain.hours import MeterHour
from services.power.domain.nodes import Node
from services.power.domain.power_means import PowerHour
from services.power.domain.racks import Rack
from services.power.domain.runs import GeneratorTest
from services.power.domain.site_hours import SiteHour
from services.power.domain.sources import Source
from services.power.domain.ups import Ups
from services.power.events import ACT, FEED, GENERATOR, METER, NODE, RACK, UPS

Stored = dict[str, Any]


def _by_five_minutes(source: Stored) -> Stored:
    """A source from before its registers were kept at each full five minutes: at full ten alone, or at the last one."""
    registers = {quantity: [_stretch(one) for one in known] for quantity, known in source["registers"].items()}
    return {**source, "registers": registers}


def _stretch(known: Stored) -> Stored:
    """`tenths`: since the open hour began; `tenth`: where the open ten minutes begin."""
    begin = known.get("tenth")
    if begin is None:
        return {**known, "fives": known.get("fives") or known.get("tenths") or []}
    if known["hour"] is None:
        return {**known, "opening": [begin]}
    return {**known, "fives": [begin] if begin["at"] > known["hour"]["at"] else []}


def _hour_by_five_minutes(hour: Stored) -> Stored:
    """An hour from before that: at full ten minutes alone."""
    others = {name: value for name, value in hour.items() if name != "tenths"}
    return {**others, "fives": hour.get("fives") or hour.get("tenths") or []}


def _at_its_feeds(rack: Stored) -> Stored:
    """A rack from before the graph: it hangs at its feeds themselves."""
    supplies = [{**supply, "node": supply["feed"]} for supply in rack["supplies"]]
    return {**rack, "supplies": supplies, "overloaded": rack["weakness"] == "overload"}


class PowerUnit(Unit):
    """The documents of power in one unit of work."""

    sources = Collection(Source, topic=METER, schema=2, upgrades={1: _by_five_minutes})
    hours = Collection(MeterHour, indexes=[("source", "_id")], schema=2, upgrades={1: _hour_by_five_minutes})
    power_hours = Collection(PowerHour, packed=("samples",))
    node_hours = Collection(NodeHour)
    site_hours = Collection(SiteHour, indexes=[("start",)])
    feeds = Collection(Feed, topic=FEED)
    nodes = Collection(Node, topic=NODE)
    failover = Collection(Failover)
    racks = Collection(Rack, topic=RACK, schema=2, upgrades={1: _at_its_feeds})
    upses = Collection(Ups, topic=UPS)
    declared = Collection(Declared)
    tests = Collection(GeneratorTest, indexes=[("generator", "_id")])
    generators = Collection(Generator, topic=GENERATOR)
    acts = Collection(Act, topic=ACT)
    sweeps = Collection(Sweep)
