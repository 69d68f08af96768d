"""How readings become facts: the source first, then what hangs on it, in one unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from libs.events import Outcome
from services.power import metering, reaching
from services.power.demanding import keep_means
from services.power.domain.failover import SITE, Failover
from services.power.domain.feeds import Feed
from services.power.domain.nodes import USERS, Node
from services.power.domain.racks import Rack
from services.power.domain.readings import REGISTERS, Reading
from services.power.domain.site_hours import SiteHour, hour_id
from services.power.domain.sources import Source
from services.power.domain.stretches import HOUR, floor
from services.power.store import PowerUnit
from services.power.switching import exercised
from services.power.watching import save_generator, watch


def documents_of(source: str, quantity: str, at: datetime | None) -> Iterable[tuple[type, str]]:
    """What taking a reading will most likely need. A hint: a wrong guess costs one read.

    A rack's meters are by convention named after the rack: `a01-a`, `a01-b`.
    """
    yield Source, source
    if quantity in REGISTERS and at is not None:
        yield SiteHour, hour_id(floor(at, HOUR) - HOUR)
    if quantity == "power":
        yield Rack, source.rpartition("-")[0]
        yield Failover, SITE


def take(reading: Reading, unit: PowerUnit) -> None:
    """Takes one reading, late and doubled ones included.

    Raises `Refused`: not found (/source), or invalid (/quantity, /value).
    """
    before = unit.sources.need(reading.source, at="/source")
    taken = before.read(reading, unit.now)
    source = taken.source
    unit.save((source, taken.events))
    if source.contact == "heard" and before.contact != "heard":
        watch(source, unit)
    if reading.state == "test" and source.node is not None:
        exercised(source.node, reading.at, unit)
    metering.keep_hours(source, taken.hours, unit)
    if taken.means is not None:
        keep_means(source, taken.means, unit)
    if taken.within is not None:
        metering.correct(source, taken.within, reading, unit)
    if before.is_newest(reading):
        if source.tells_of(reading.at, unit.now):
            _pass_on(source, reading, unit)
        elif source.role == "incomer":
            _pass_on_late(source, reading, unit)


def _pass_on(source: Source, reading: Reading, unit: PowerUnit) -> None:
    """To the rack, the feed or the generator that this source speaks for."""
    if source.rack is not None:
        if reading.quantity == "power" and (rack := unit.racks.get(source.rack)):
            reaching.drawn(rack, source.id, reading.amount, reading.at, unit)
    elif source.role == "incomer" and source.feed is not None:
        if feed := unit.feeds.get(source.feed):
            _save_feed(feed, feed.read(reading), reading.at, unit)
    elif source.generator is not None and (generator := unit.generators.get(source.generator)):
        save_generator(generator.read(reading), reading.at, unit)
    elif source.node is not None and (node := unit.nodes.get(source.node)):
        _tell_node(node, reading, unit)
        if ups := unit.upses.get(node.id):
            unit.save(ups.read(reading))


def _tell_node(node: Node, reading: Reading, unit: PowerUnit) -> None:
    """What its own device says: what a node uses, and whether it has tripped."""
    if reading.quantity == "power" and node.kind in USERS:
        reaching.used(node.id, reading.amount, reading.at, unit)
    elif reading.quantity == "state" and (told := node.says(reading.state)) != node:
        unit.put(told)
        reaching.settle(unit, reading.at)


def _pass_on_late(source: Source, reading: Reading, unit: PowerUnit) -> None:
    feed = unit.feeds.get(source.feed) if source.feed else None
    if feed is not None:
        _save_feed(feed, feed.read(reading) if source.contact == "heard" else feed.read_late(reading), reading.at, unit)


def _save_feed(before: Feed, outcome: Outcome[Feed], at: datetime, unit: PowerUnit) -> None:
    """Keeps the feed; what it feeds is told what became of it, and the generator whether it is needed."""
    feed, _ = outcome
    unit.save(outcome)
    if (feed.state, feed.lost_at) == (before.state, before.lost_at):
        return
    reaching.settle(unit, at)
    generator = unit.generators.get(feed.generator) if feed.generator else None
    if generator is not None and feed.lost_at != before.lost_at:
        told = generator.feed_restored if feed.lost_at is None else generator.feed_lost
        save_generator(told(feed.id, at), at, unit)
