"""Keeps what became of a zone: the document, its facts, its timer and the lines of its timeline, in one unit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from libs.events import Event, Outcome
from services.fire.domain.signal import Signal
from services.fire.domain.zone import Zone
from services.fire.store import FireUnit, Line


def keep(unit: FireUnit, outcome: Outcome[Zone], before: Zone | None, signal: Signal | None = None) -> None:
    """Saves the zone with its facts. `before`: as it was read; `signal`: the one that made it so."""
    zone, facts = outcome
    if zone == before and not facts and signal is None:
        return
    lines = _lines(unit, zone, facts, signal)
    for line in lines:
        unit.put(line)
    unit.save((replace(zone, lines=zone.lines + len(lines)), facts))
    _keep_time(unit, zone, before)


def _lines(unit: FireUnit, zone: Zone, facts: Sequence[Event], signal: Signal | None) -> Sequence[Line]:
    lines: list[Line] = []

    def line(at: datetime, what: Literal["signal", "event"], name: str, data: dict[str, Any]) -> None:
        id = f"{zone.id}/{at.isoformat(timespec='milliseconds')}/{zone.lines + len(lines):08d}"
        lines.append(Line(id, zone.id, at, unit.now, what, name, data))

    if signal is not None:
        value = {} if signal.value is None else {"value": float(signal.value)}
        line(signal.at, "signal", signal.kind.value, {"id": signal.id, "device": signal.device, **value})
    for fact in facts:
        line(fact.time, "event", fact.type, json.loads(fact.encode()))
    return lines


def _keep_time(unit: FireUnit, zone: Zone, before: Zone | None) -> None:
    """The durable timer follows the mirror's."""
    was = before.mirror if before else None
    if was is not None and (was.timer, was.due) == (zone.mirror.timer, zone.mirror.due):
        return
    if was is not None and was.timer is not None:
        unit.timers.cancel(was.timer.value, zone.id)
    if zone.mirror.timer is not None and zone.mirror.due is not None:
        unit.timers.start(zone.mirror.timer.value, zone.id, zone.mirror.due)
