"""Oxygen of a zone, held against its levels: each begins at or below one figure and ends at another above it.

What was measured last decides, and between both figures nothing is said: so the order in which readings come is of no
account, and a reading that trembles about a figure tells nothing twice.
"""

from __future__ import annotations

from decimal import Decimal

from libs.events import Event, Outcome, Value, replace
from services.fire import events
from services.fire.domain.gas import OXYGEN_DEFICIENT_BELOW, OxygenReading
from services.fire.domain.zone import Zone


class Level(Value):
    """% O2 by volume: it `begins` at or below one, and is `over` at or above another."""

    name: str
    begins: Decimal
    over: Decimal


ALARM = Level("alarm", Decimal(19), OXYGEN_DEFICIENT_BELOW)
"""[K]; over where no deficiency is left [R, OSHA]."""
EVACUATE = Level("evacuate", Decimal(17), Decimal("17.5"))
"""[K]; over half a percent above [D]."""
LEVELS = (ALARM, EVACUATE)


def breathe(zone: Zone, reading: OxygenReading) -> Outcome[Zone]:
    """The zone with a reading of its oxygen. Of two of one instant the lower is believed."""
    words = zone.oxygen_levels
    for level in LEVELS:
        if reading.percent <= level.begins or reading.percent >= level.over:
            words = words.heard(level.name, reading.percent <= level.begins, reading.at)
    held, holds = zone.oxygen_levels.devices, words.devices
    breathed = replace(zone, oxygen=_newest(zone.oxygen, reading), oxygen_levels=words)
    told = [_told(zone, level, level.name in holds, reading) for level in LEVELS if level.name in held ^ holds]
    return breathed, told


def _newest(known: OxygenReading | None, reading: OxygenReading) -> OxygenReading:
    if known is None or known.at < reading.at:
        return reading
    return reading if known.at == reading.at and reading.percent < known.percent else known


def _told(zone: Zone, level: Level, holds: bool, reading: OxygenReading) -> Event:
    at, id, percent, count = reading.at, zone.id, reading.percent, zone.occupancy
    match level.name, holds:
        case ALARM.name, True:
            return events.OxygenAlarm(time=at, zone=id, oxygen_percent=percent, count=count)
        case ALARM.name, False:
            return events.OxygenAlarmEnded(time=at, zone=id, oxygen_percent=percent)
        case EVACUATE.name, True:
            return events.OxygenEvacuate(time=at, zone=id, oxygen_percent=percent, count=count)
    return events.OxygenEvacuateEnded(time=at, zone=id, oxygen_percent=percent)
