"""The fire panels on a calm day: heard, measuring oxygen and cylinders, and switched as people come and go."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from simulator.loads import DAY, Load, Wave

OXYGEN_EVERY = 600
HEARD_EVERY = 3600
NOAEL_PERCENT = 43.0
"""Gas above which nobody may be inside unless the zone is MANUAL_ONLY. Source: domain.md, Fire."""

CYLINDERS_EVERY = 3600
_ROOM = Load(22.0, 0.0, (Wave(DAY, 0.05, 0.5),))
"""Degrees."""
_AIR = Load(20.9, 0.0, (Wave(DAY, 0.002, 0.0), Wave(2700.0, 0.002, 1.0)))


def oxygen(zones: list[str], at: datetime) -> Iterator[dict[str, Any]]:
    """% O2 of each zone."""
    for zone in zones:
        yield panel_signal(zone, "oxygen", at, value=round(_AIR.kw(at), 1))


def heard(zones: list[str], at: datetime) -> Iterator[dict[str, Any]]:
    """Each panel says that it is there."""
    for zone in zones:
        yield panel_signal(zone, "contact_restored", at)


def cylinders(zones: list[Mapping[str, Any]], at: datetime) -> Iterator[dict[str, Any]]:
    """Bar of each zone's cylinders, which are full and as warm as the room; nothing where no fill is known."""
    celsius = round(_ROOM.kw(at), 1)
    for zone in zones:
        if (fill := zone["cylinders"].get("bar")) is not None:
            warm = (273.15 + celsius) / (273.15 + float(zone["cylinders"].get("celsius", 20)))
            yield {**panel_signal(zone["id"], "cylinder", at, value=round(float(fill) * warm, 1)), "celsius": celsius}


def panel_signal(zone: str, kind: str, at: datetime, value: float | None = None) -> dict[str, Any]:
    """A signal of a zone's panel; the same instant and kind give the same id."""
    signal: dict[str, Any] = {
        "id": f"{int(at.timestamp() * 1000)}-{kind}",
        "zone": zone,
        "device": "panel",
        "kind": kind,
        "at": at.isoformat(),
    }
    return signal if value is None else {**signal, "value": value}


def suffocating(section: Mapping[str, Any]) -> frozenset[str]:
    """The zones whose gas exceeds the NOAEL by design: switched to MANUAL_ONLY before anyone enters."""
    return frozenset(zone["id"] for zone in section.get("zones", ()) if design_percent(zone) > NOAEL_PERCENT)


def design_percent(zone: Mapping[str, Any]) -> float:
    """The zone's concentration by design: Q = (S_R/S) ln(100/(100-c)) [R, EN 15004-8], solved for c."""
    cylinders = zone["cylinders"]
    each = cylinders.get("gas_m3")
    gas = float(each) if each is not None else float(cylinders["litres"]) * float(cylinders["bar"]) / 1013.25
    warmer = (0.79968 + 0.00293 * float(zone.get("design_celsius", 20))) / (0.79968 + 0.00293 * 20)
    return 100 * (1 - math.exp(-cylinders["count"] * gas / float(zone["volume_m3"]) * warmer))
