"""Everything that the simulator plays, side by side."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

import structlog

from libs.runtime.clock import Clock
from simulator.apis import Apis
from simulator.building import Building
from simulator.duties import people
from simulator.meters import Meter, meters
from simulator.panels import CYLINDERS_EVERY, HEARD_EVERY, OXYGEN_EVERY, cylinders, heard, oxygen, suffocating
from simulator.people import Walks
from simulator.rhythm import Rhythm
from simulator.stores import Shelf, shelves

log = structlog.get_logger()

Section = Mapping[str, Any]


async def play(site: Section, clock: Clock, apis: Apis) -> None:
    """For ever; one part that fails ends all, and the supervisor starts it anew."""
    rhythms = [*_power(site.get("power", {})), *_storage(site.get("storage", {})), *_fire(site.get("fire", {}))]
    walks = walks_of(site, clock, apis)
    log.info("plays", rhythms=len(rhythms), people=len(walks.people), speed=clock.speed)
    async with asyncio.TaskGroup() as parts:
        for rhythm in rhythms:
            parts.create_task(rhythm.keep(clock, apis))
        parts.create_task(walks.keep())


def walks_of(site: Section, clock: Clock, apis: Apis) -> Walks:
    """The people of a site, all outdoors."""
    access, fire = site.get("access", {"zones": ()}), site.get("fire", {})
    building = Building.of(access)
    zones_with_gas = frozenset(zone["id"] for zone in fire.get("zones", ()))
    everybody = {person.id: person for person in people(access, building, zones_with_gas)}
    return Walks(building, everybody, suffocating(fire), clock, apis)


def _power(section: Section) -> Iterator[Rhythm]:
    together: dict[int, list[Meter]] = defaultdict(list)
    for meter in meters(section):
        together[meter.interval].append(meter)
    for interval, group in together.items():
        yield Rhythm("power", "/v1/readings", "readings", interval, partial(_readings, group))


def _readings(group: Iterable[Meter], at: datetime) -> Iterable[dict[str, Any]]:
    return chain.from_iterable(meter.readings(at) for meter in group)


def _storage(section: Section) -> Iterator[Rhythm]:
    together: dict[int, list[Shelf]] = defaultdict(list)
    for shelf in shelves(section):
        together[shelf.interval].append(shelf)
    for interval, group in together.items():
        yield Rhythm("storage", "/v1/samples", "samples", interval, partial(_samples, group))


def _samples(group: Iterable[Shelf], at: datetime) -> Iterable[dict[str, Any]]:
    return chain.from_iterable(shelf.samples(at) for shelf in group)


def _fire(section: Section) -> Iterator[Rhythm]:
    zones = [zone["id"] for zone in section.get("zones", ())]
    if zones:
        yield Rhythm("fire", "/v1/panel-signals", "signals", HEARD_EVERY, partial(heard, zones))
        yield Rhythm("fire", "/v1/panel-signals", "signals", OXYGEN_EVERY, partial(oxygen, zones))
        built = list(section["zones"])
        yield Rhythm("fire", "/v1/panel-signals", "signals", CYLINDERS_EVERY, partial(cylinders, built))
