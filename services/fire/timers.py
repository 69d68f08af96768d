"""A zone's durable timers: what is due, and that the unit's timers follow it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from services.fire.domain.supervision import silent_at
from services.fire.domain.zone import Zone
from services.fire.store import FireUnit

DRILL, MAINTENANCE, SILENCE = "drill", "maintenance", "silence"

Due = tuple[str, str, datetime]
"""The timer's name, its key (`zone`, or `zone/task`), and when it ends."""


def follow(unit: FireUnit, zone: Zone, before: Zone | None) -> None:
    """Starts, moves and cancels the unit's timers as the zone's have changed."""
    was, now = set(due(before)) if before else set(), set(due(zone))
    kept = {(name, key) for name, key, _ in now}
    for name, key, _ in sorted(was - now):
        if (name, key) not in kept:
            unit.timers.cancel(name, key)
    for name, key, at in sorted(now - was):
        unit.timers.start(name, key, at)


def due(zone: Zone) -> Iterator[Due]:
    """All that a zone waits for: the panel's counter, a word of it, the end of an exercise, the days of maintenance."""
    mirror = zone.mirror
    if mirror.timer is not None and mirror.due is not None:
        yield mirror.timer.value, zone.id, mirror.due
    if (silent := silent_at(zone)) is not None:
        yield SILENCE, zone.id, silent
    yield from ((DRILL, zone.id, drill.until) for drill in zone.drills[-1:] if drill.ended is None)
    yield from ((MAINTENANCE, f"{zone.id}/{task.id}", task.due) for task in zone.upkeep if not task.told)
