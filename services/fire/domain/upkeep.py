"""Maintenance: what is to be done again and again, when it is due, and that a person did it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from libs.events import Outcome, Refused, Value, replace
from services.fire import events

if TYPE_CHECKING:
    from services.fire.domain.zone import Zone

PARIS = ZoneInfo("Europe/Paris")


class Task(Value):
    """Done every so many days; due at the beginning of `due_on`, Europe/Paris. `told`: that it is due was said."""

    id: str
    every_days: int
    due_on: date
    told: bool = False
    done_at: datetime | None = None

    @property
    def due(self) -> datetime:
        return datetime.combine(self.due_on, time(), PARIS)

    def overdue(self, now: datetime) -> bool:
        return self.due <= now


def planned(known: Sequence[Task], built: Sequence[Task]) -> tuple[Task, ...]:
    """The tasks after the site file was read: a known one keeps its date, one that vanished stays."""
    by_id = {task.id: task for task in known}
    for task in built:
        by_id[task.id] = replace(by_id.get(task.id, task), every_days=task.every_days)
    return tuple(sorted(by_id.values(), key=lambda task: task.id))


def fall_due(zone: Zone, id: str, due: datetime) -> Outcome[Zone]:
    """The day of a task has come; told once."""
    task = next((one for one in zone.upkeep if one.id == id and one.due == due and not one.told), None)
    if task is None:
        return zone, []
    told = events.MaintenanceDue(time=due, zone=zone.id, task=id, due_on=task.due_on)
    return _with(zone, replace(task, told=True)), [told]


def done(zone: Zone, id: str, at: datetime) -> Outcome[Zone]:
    """A person did it; it is due again so many days later. Raises `Refused` (not found, conflict)."""
    task = next((one for one in zone.upkeep if one.id == id), None)
    if task is None:
        known = ", ".join(one.id for one in zone.upkeep) or "none"
        raise Refused("not_found", f"zone {zone.id} has no maintenance {id}; it has {known}")
    if task.done_at is not None and at < task.done_at:
        raise Refused("conflict", f"{id} of zone {zone.id} was done later than that: {task.done_at.isoformat()}", "/at")
    due_on = at.astimezone(PARIS).date() + timedelta(days=task.every_days)
    told = events.MaintenanceDone(time=at, zone=zone.id, task=id, next_due_on=due_on)
    return _with(zone, replace(task, due_on=due_on, told=False, done_at=at)), [told]


def _with(zone: Zone, task: Task) -> Zone:
    return replace(zone, upkeep=tuple(task if one.id == task.id else one for one in zone.upkeep))
