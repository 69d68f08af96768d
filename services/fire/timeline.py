"""Keeps what became of a zone: the document, its facts, its timers and the lines of its timeline, in one unit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from libs.events import Event, Outcome, replace
from services.fire import timers
from services.fire.domain import drill
from services.fire.domain.signal import Signal
from services.fire.domain.zone import Zone
from services.fire.store import FireUnit, Line


def keep(unit: FireUnit, outcome: Outcome[Zone], before: Zone | None, signal: Signal | None = None) -> None:
    """Saves the zone with its facts. `before`: as it was read; `signal`: the one that made it so."""
    zone, told = outcome
    facts = drill.marked(zone.drills, told)
    if zone == before and not facts and signal is None:
        return
    lines = _lines(unit, zone, facts, signal)
    for line in lines:
        unit.put(line)
    unit.save((replace(zone, lines=zone.lines + len(lines)), facts))
    timers.follow(unit, zone, before)


def _lines(unit: FireUnit, zone: Zone, facts: Sequence[Event], signal: Signal | None) -> Sequence[Line]:
    lines: list[Line] = []

    def line(at: datetime, what: Literal["signal", "event"], name: str, data: dict[str, Any]) -> None:
        id = f"{zone.id}/{at.isoformat(timespec='milliseconds')}/{zone.lines + len(lines):08d}"
        lines.append(Line(id, zone.id, at, unit.now, what, name, data))

    if signal is not None:
        measured = {"value": signal.value, "celsius": signal.celsius}
        value = {name: float(number) for name, number in measured.items() if number is not None}
        line(signal.at, "signal", signal.kind.value, {"id": signal.id, "device": signal.device, **value})
    for fact in facts:
        line(fact.time, "event", fact.type, json.loads(fact.encode()))
    return lines
