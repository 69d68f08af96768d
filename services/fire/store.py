"""What fire keeps: its zones, their timelines, what people did, and how many people access last counted where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from libs.audit import Act, Sweep
from libs.store import Collection, Unit
from services.fire.domain.zone import Zone
from services.fire.events import ACT, ZONE


@dataclass(frozen=True, slots=True)
class Line:
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


@dataclass(frozen=True, slots=True)
class Occupancy:
    """How many people are in a zone of access, also in one that fire does not (yet) know."""

    id: str
    count: int


class FireUnit(Unit):
    """Fire's unit of work."""

    zones = Collection(Zone, topic=ZONE)
    lines = Collection(Line, indexes=[("zone", "_id")])
    occupancies = Collection(Occupancy)
    acts = Collection(Act, topic=ACT, indexes=[("about", "_id")])
    sweeps = Collection(Sweep)
