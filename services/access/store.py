"""What access keeps: its collections, each about one kind of thing."""

from __future__ import annotations

from typing import Any

import msgspec

from libs.audit import Act, Sweep
from libs.store import Collection, Unit
from services.access.domain.check import Check
from services.access.domain.door import Door
from services.access.domain.muster import Muster
from services.access.domain.person import Person
from services.access.domain.schedule import Schedule
from services.access.domain.site_item import SiteItem
from services.access.domain.visit import Visit
from services.access.domain.zone import Zone
from services.access.events import ACT, CHECK, DOOR, PERSON, VISIT, ZONE

Stored = dict[str, Any]


def _with_packed_grants(door: Stored) -> Stored:
    return {**door, "grants": msgspec.msgpack.encode(door["grants"])}


def _about(act: Stored) -> Stored:
    """An act that called what it is about its `subject`."""
    others = {name: value for name, value in act.items() if name != "subject"}
    return {**others, "about": act.get("about") or act["subject"]}


class AccessUnit(Unit):
    """One change of access. A person carries their badges and rights: a check reads them alone."""

    zones = Collection(Zone, topic=ZONE)
    doors = Collection(Door, topic=DOOR, packed=("grants",), schema=3, upgrades={1: _with_packed_grants, 2: dict})
    checks = Collection(Check, topic=CHECK, history=True)
    people = Collection(
        Person, topic=PERSON, indexes=[("since",)], scattered=True, holds="badges", apart=("badges", "person")
    )
    visits = Collection(Visit, topic=VISIT, indexes=[("person",), ("until",)])
    schedules = Collection(Schedule, guarded_by="zones")
    acts = Collection(Act, topic=ACT, indexes=[("person",)], schema=2, upgrades={1: _about}, history=True)
    musters = Collection(Muster)
    sweeps = Collection(Sweep)
    site_items = Collection(SiteItem)
