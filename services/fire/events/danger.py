"""People in danger of the gas, or without air."""

from __future__ import annotations

from decimal import Decimal

from libs.events import Event
from services.fire.events.zone import ZONE, InZone


class OccupiedAboveNoael(Event, InZone, topic=ZONE, key="zone"):
    """People are where a release would exceed 43 % of gas, and not MANUAL_ONLY [R, D]: critical."""

    count: int
    design_concentration_percent: Decimal


class OccupiedAboveNoaelEnded(Event, InZone, topic=ZONE, key="zone"):
    """The danger is over: the zone is empty, MANUAL_ONLY, or below the limit."""


class OxygenAlarm(Event, InZone, topic=ZONE, key="zone"):
    """Oxygen is at 19 % by volume or below [K]: nobody enters."""

    oxygen_percent: Decimal
    count: int
    """People inside."""


class OxygenAlarmEnded(Event, InZone, topic=ZONE, key="zone"):
    """Oxygen is at 19.5 % or above again [R, OSHA]."""

    oxygen_percent: Decimal


class OxygenEvacuate(Event, InZone, topic=ZONE, key="zone"):
    """Oxygen is at 17 % by volume or below [K]: whoever is inside leaves at once."""

    oxygen_percent: Decimal
    count: int
    """People inside."""


class OxygenEvacuateEnded(Event, InZone, topic=ZONE, key="zone"):
    """Oxygen is at 17.5 % or above again; the alarm may still stand."""

    oxygen_percent: Decimal
