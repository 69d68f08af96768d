"""Counting by command and by signal."""

from __future__ import annotations

from libs.events import Refused
from libs.http import Answer, Api, At, Body, Id
from libs.http import Count as Whole
from libs.testing.toys.counter.store import Bell, Count, CounterUnit, Egg

api = Api("counter", CounterUnit)


class Add(Body):
    count: Id
    by: Whole
    at: At | None = None


class Added(Answer):
    count: str
    total: int


class Tick(Body):
    id: Id
    count: Id
    by: Whole
    at: At


@api.command("/v1/adds", scope="site:write", reads=lambda body: [(Count, body.count)])
def add(body: Add, unit: CounterUnit) -> Added:
    """Adds to a count; what is not positive is refused."""
    if body.by < 1:
        raise Refused("invalid", "only more can be added", "/by")
    grown = (unit.counts.get(body.count) or Count(body.count)).grown(body.by, body.at or unit.now)
    unit.save(grown)
    return Added(count=body.count, total=grown[0].total)


@api.command("/v1/bells/{id}/ring", scope="site:write")
def ring(id: str, unit: CounterUnit) -> Added:
    """Rings a bell, on the safety lane."""
    rung = (unit.bells.get(id) or Bell(id)).rung(unit.now)
    unit.save(rung)
    return Added(count=id, total=rung[0].times)


@api.command("/v1/bells/{id}/tune", scope="site:write")
def tune(id: str, unit: CounterUnit) -> Added:
    """Tunes a bell."""
    tuned = unit.bells.need(id).tuned(unit.now)
    unit.save(tuned)
    return Added(count=id, total=tuned[0].times)


class Boil(Body):
    eggs: list[Id]
    done: At


@api.command("/v1/eggs", scope="site:write")
def boil(body: Boil, unit: CounterUnit) -> Added:
    """Starts a timer for each egg."""
    for egg in body.eggs:
        unit.put(Egg(egg))
        unit.timers.start("egg", egg, body.done)
    return Added(count="eggs", total=len(body.eggs))


@api.signals(
    "/v1/ticks", field="ticks", scope="site:write", source=lambda t: t.count, reads=lambda t: [(Count, t.count)]
)
def tick(signal: Tick, unit: CounterUnit) -> None:
    """Adds to a count, once a tick."""
    if signal.by < 1:
        raise Refused("invalid", "only more can be added", "/by")
    unit.save((unit.counts.get(signal.count) or Count(signal.count)).grown(signal.by, signal.at))


@api.get("/v1/counts/{id}", scope="site:write")
def count(id: str, unit: CounterUnit) -> Added:
    """One count."""
    found = unit.counts.need(id)
    return Added(count=id, total=found.total)
