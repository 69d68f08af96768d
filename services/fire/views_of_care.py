"""How an installation is cared for, as fire shows it: cylinders, maintenance, exercises."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from libs.http import Answer, At
from services.fire.domain.drill import Drill
from services.fire.domain.gas import Pressure
from services.fire.domain.oxygen import ALARM, EVACUATE
from services.fire.domain.upkeep import Task
from services.fire.domain.zone import Zone


class CylinderView(Answer):
    """What the zone's cylinders still hold, as one device measures it."""

    device: str
    bar: float
    celsius: float
    at: At
    loss_percent: float | None
    """Of the fill, corrected for temperature; null where the site file does not say how full they were."""
    leak: bool
    """More than 5 % is lost."""


class MaintenanceView(Answer):
    """What is to be done again and again."""

    task: str
    every_days: int
    due_on: date
    overdue: bool
    done_at: At | None
    """The last time; null where it never was."""


class DrillView(Answer):
    """An exercise that goes on."""

    began_at: At
    until: At
    by: str
    note: str


def oxygen_alarm(zone: Zone) -> Literal["alarm", "evacuate"] | None:
    """The gravest level that stands."""
    held = zone.oxygen_levels.devices
    return "evacuate" if EVACUATE.name in held else "alarm" if ALARM.name in held else None


def cylinder_view(read: Pressure, zone: Zone) -> CylinderView:
    return CylinderView(
        device=read.device,
        bar=float(read.bar),
        celsius=float(read.celsius),
        at=read.at,
        loss_percent=None if read.loss_percent is None else float(read.loss_percent),
        leak=read.device in zone.leaks.devices,
    )


def maintenance_view(task: Task, now: datetime) -> MaintenanceView:
    return MaintenanceView(
        task=task.id,
        every_days=task.every_days,
        due_on=task.due_on,
        overdue=task.overdue(now),
        done_at=task.done_at,
    )


def drill_view(drill: Drill | None) -> DrillView | None:
    return DrillView(began_at=drill.began, until=drill.until, by=drill.by, note=drill.note) if drill else None
