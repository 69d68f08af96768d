"""Power's part of the site file: checked as a whole, and applied like any command."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import model_validator

from libs.events import Refused
from libs.http import Body
from services.power.domain.feeds import Feed
from services.power.domain.generator import Generator
from services.power.domain.racks import Rack
from services.power.domain.sources import Role, Source
from services.power.events import FeedRegistered
from services.power.plan import FeedPlan, GeneratorPlan, RowPlan, SourcePlan
from services.power.store import PowerUnit

T = TypeVar("T", Source, Feed, Rack, Generator)
Fault = tuple[str, str]

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class Section(Body):
    """`power:` of the site file."""

    feeds: tuple[FeedPlan, ...] = ()
    sources: tuple[SourcePlan, ...] = ()
    racks: tuple[RowPlan, ...] = ()
    generator: GeneratorPlan | None = None

    @model_validator(mode="after")
    def agrees_with_itself(self) -> Section:
        """Raises `Refused` with every fault: what is named twice, and what is named and not there."""
        faults = [*self._doubled(), *self._badly_named(), *self._missing()]
        if faults:
            raise Refused.many(faults)
        return self

    def planned_sources(self) -> Iterator[Source]:
        """Every source of the site, those of the racks included."""
        feed_of = {feed.incomer: feed.id for feed in self.feeds}
        of_generator = {self.generator.source: self.generator.id} if self.generator else {}
        for plan in self.sources:
            role: Role = "incomer" if plan.id in feed_of else "generator" if plan.id in of_generator else "other"
            yield Source(
                id=plan.id,
                quantities=plan.quantities,
                interval_seconds=plan.interval_seconds,
                register_digits=plan.register_digits,
                role=role,
                feed=feed_of.get(plan.id),
                generator=of_generator.get(plan.id),
            )
        for row in self.racks:
            yield from row.sources()

    def _places(self) -> Iterator[tuple[str, str, str]]:
        """Every id: what it names, the id, and where it stands."""
        for n, feed in enumerate(self.feeds):
            yield "feed", feed.id, f"/feeds/{n}/id"
        for n, source in enumerate(self.sources):
            yield "source", source.id, f"/sources/{n}/id"
        for n, row in enumerate(self.racks):
            for rack in row.racks():
                yield "rack", rack.id, f"/racks/{n}/rack"
                for supply in rack.supplies:
                    yield "source", supply.source, f"/racks/{n}/source"

    def _doubled(self) -> Iterator[Fault]:
        seen: set[tuple[str, str]] = set()
        for what, id, at in self._places():
            if (what, id) in seen:
                yield at, f"{what} {id} is named twice"
            seen.add((what, id))

    def _badly_named(self) -> Iterator[Fault]:
        for what, id, at in self._places():
            if not ID.fullmatch(id):
                yield at, f"{id!r} is no id for a {what}: [a-z0-9][a-z0-9._-]{{0,63}}"

    def _missing(self) -> Iterator[Fault]:
        sources = {plan.id for plan in self.sources}
        feeds = {feed.id for feed in self.feeds}
        for n, feed in enumerate(self.feeds):
            if feed.incomer not in sources:
                yield f"/feeds/{n}/incomer", f"feed {feed.id} comes in at {feed.incomer}, which is no source"
        for n, row in enumerate(self.racks):
            for feed_id in row.feeds:
                if feed_id not in feeds:
                    yield f"/racks/{n}/feeds", f"row {row.row} is fed by {feed_id}, which is no feed"
        if self.generator and self.generator.source not in sources:
            yield "/generator/source", f"the generator is read by {self.generator.source}, which is no source"


def load(section: Section, unit: PowerUnit) -> list[str]:
    """Applies what is new or changed, with its events. Returns a sentence for each thing that vanished."""
    sources, racks = list(section.planned_sources()), [rack for row in section.racks for rack in row.racks()]
    generators = [_generator(section.generator)] if section.generator else []
    unit.sources.many(source.id for source in sources)
    unit.racks.many(rack.id for rack in racks)
    for source in sources:
        _put(unit.sources.get(source.id), source, SOURCE, unit)
    for generator in generators:
        _put(unit.generators.get(generator.id), generator, GENERATOR, unit)
    for feed in section.feeds:
        _load_feed(feed, section.generator, unit)
    for rack in racks:
        _load_rack(rack, unit)
    return [
        *_vanished("source", unit.sources.where(), sources),
        *_vanished("feed", unit.feeds.where(), section.feeds),
        *_vanished("rack", unit.racks.where(), racks),
        *_vanished("generator", unit.generators.where(), generators),
    ]


SOURCE = ("quantities", "interval_seconds", "register_digits", "role", "feed", "rack", "generator")
FEED = ("name", "incomer", "nominal_volts", "renewable_percent", "generator")
RACK = ("row", "breaker_kw", "supplies")
GENERATOR = ("source", "nameplate_kw", "tank_litres", "fuel_curve", "autonomy_low_hours")
"""What the site file says of each; the rest is what has been read since."""


def _put(known: T | None, planned: T, fields: tuple[str, ...], unit: PowerUnit) -> bool:
    """Keeps what is planned where it is new or changed, and what has been read of it."""
    said: dict[str, Any] = {name: getattr(planned, name) for name in fields}
    wanted = planned if known is None else replace(known, **said)
    if wanted == known:
        return False
    unit.put(wanted)
    return True


def _generator(plan: GeneratorPlan) -> Generator:
    return Generator(
        id=plan.id,
        source=plan.source,
        nameplate_kw=plan.nameplate_kw,
        tank_litres=plan.tank_litres,
        fuel_curve=plan.fuel_curve,
        autonomy_low_hours=plan.autonomy_low_hours,
    )


def _load_feed(plan: FeedPlan, generator: GeneratorPlan | None, unit: PowerUnit) -> None:
    feed = Feed(
        id=plan.id,
        name=plan.name,
        incomer=plan.incomer,
        nominal_volts=plan.nominal_volts,
        renewable_percent=plan.renewable_percent,
        generator=generator.id if generator else None,
        since=unit.now,
    )
    if _put(unit.feeds.get(feed.id), feed, FEED, unit):
        registered = FeedRegistered(time=unit.now, feed=feed.id, name=feed.name, incomer=feed.incomer)
        unit.save((unit.feeds.need(feed.id), (registered,)))


def _load_rack(planned: Rack, unit: PowerUnit) -> None:
    known = unit.racks.get(planned.id)
    if known is not None and _fed_by(known) == _fed_by(planned):
        planned = replace(planned, supplies=known.supplies)
        _put(known, planned, RACK, unit)
        return
    _put(known, planned, RACK, unit)
    for feed in unit.feeds.many(supply.feed for supply in planned.supplies).values():
        if feed.lost_at is not None:
            unit.save(unit.racks.need(planned.id).feed_lost(feed.id, unit.now))


def _fed_by(rack: Rack) -> list[tuple[str, str]]:
    return [(supply.feed, supply.source) for supply in rack.supplies]


def _vanished(what: str, known: Sequence[Any], planned: Iterable[Any]) -> list[str]:
    named = {one.id for one in planned}
    return [f"{what} {one.id} is no longer in the site file; it stays" for one in known if one.id not in named]
