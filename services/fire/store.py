"""What fire keeps: its zones, their timelines, what people did, and how many people access last counted where."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from libs.audit import Act, Sweep
from libs.events import Value
from libs.store import Collection, Unit
from services.fire.domain.zone import Zone
from services.fire.events import ACT, ZONE

Stored = dict[str, Any]

PEOPLE = ("by", "note")
"""What signals, exercises and facts once said of people: now only the acts do, for as long as that is kept."""


def _nameless(known: Stored) -> Stored:
    return {name: value for name, value in known.items() if name not in PEOPLE}


def _zone_without_people(zone: Stored) -> Stored:
    """A zone whose journal said who signed off, and its past exercises who declared them."""
    journal = {**zone["journal"], "signals": [_nameless(said) for said in zone["journal"]["signals"]]}
    drills = [drill if drill["ended"] is None else _nameless(drill) for drill in zone.get("drills", ())]
    return {**zone, "journal": journal, "drills": drills}


def _line_without_people(line: Stored) -> Stored:
    """A line of a fact that said who signed off."""
    return {**line, "data": _nameless(line["data"])}


def _about_a_zone(act: Stored) -> Stored:
    """An act that called what it is about its `zone`, and knew nobody besides."""
    others = {name: value for name, value in act.items() if name != "zone"}
    return {"person": None, **others, "about": act.get("about") or act["zone"]}


class Line(Value):
    """One line of a zone's timeline: a signal that came, or a fact that was told.

    `at` is event time, `received_at` the platform's time when it was entered. The id sorts by zone, then event time.
    """

    id: str
    zone: str
    at: datetime
    received_at: datetime
    what: Literal["signal", "event"]
    name: str
    data: dict[str, Any]


class Occupancy(Value):
    """How many people are in a zone of access, also in one that fire does not (yet) know."""

    id: str
    count: int


class FireUnit(Unit):
    """Fire's unit of work."""

    zones = Collection(Zone, topic=ZONE, schema=2, upgrades={1: _zone_without_people})
    lines = Collection(Line, indexes=[("zone", "_id")], schema=2, upgrades={1: _line_without_people})
    occupancies = Collection(Occupancy)
    acts = Collection(Act, topic=ACT, indexes=[("about", "_id")], schema=2, upgrades={1: _about_a_zone})
    sweeps = Collection(Sweep)
