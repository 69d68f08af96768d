"""What people do to a zone: sign off, declare an exercise, do maintenance. Each enters the audit: name, time, note."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from libs import audit
from libs.events import rfc3339
from services.fire.bodies import DrillEnd, DrillStart, MaintenanceDone, SignOff
from services.fire.domain import decisions, drill, upkeep
from services.fire.domain.drill import Drill
from services.fire.domain.zone import Zone
from services.fire.events import ActEntered
from services.fire.store import FireUnit
from services.fire.timeline import keep


def sign_off(zone: Zone, body: SignOff, unit: FireUnit) -> None:
    """Raises `Refused` (conflict) while the zone is unfit."""
    keep(unit, decisions.sign_off(zone, unit.now), before=zone)
    oxygen = None if zone.oxygen is None else zone.oxygen.percent
    enter(unit, "signed-off", zone.id, unit.now, name=body.by, note=body.note, oxygen_percent=oxygen)


def start_drill(zone: Zone, body: DrillStart, unit: FireUnit) -> None:
    """Raises `Refused` (conflict) where an alarm stands, or an exercise goes on."""
    began = body.at or unit.now
    declared = Drill(began, began + timedelta(minutes=body.minutes), body.by, body.note)
    keep(unit, drill.start(zone, declared, unit.now), before=zone)
    enter(unit, "drill-started", zone.id, began, name=body.by, note=body.note, until=rfc3339(declared.until))


def end_drill(zone: Zone, body: DrillEnd, unit: FireUnit) -> None:
    """Raises `Refused` (conflict) where no exercise goes on."""
    at = body.at or unit.now
    keep(unit, drill.end(zone, at), before=zone)
    enter(unit, "drill-ended", zone.id, at, name=body.by, note=body.note)


def did_maintenance(zone: Zone, task: str, body: MaintenanceDone, unit: FireUnit) -> None:
    """Raises `Refused` (not found, conflict)."""
    at = body.at or unit.now
    keep(unit, upkeep.done(zone, task, at), before=zone)
    enter(unit, "maintenance-done", zone.id, at, name=body.by, note=body.note, task=task)


def enter(unit: FireUnit, kind: str, zone: str, at: datetime, /, **said: Any) -> None:
    """Keeps what was said, with its `time`, beside its salted hash, which the record chains."""
    audit.enter(unit, ActEntered, kind, zone, {"time": rfc3339(at), **said})
