"""What becomes of the UPSs and their batteries."""

from __future__ import annotations

from decimal import Decimal

from libs.events import Event
from services.power.events.topics import UPS


class UpsOnBattery(Event, topic=UPS, key="ups"):
    """No power reaches a UPS: it lives on its battery. `runtime_seconds`: as long as it said that this lasts."""

    ups: str
    runtime_seconds: int | None


class UpsOnMains(Event, topic=UPS, key="ups"):
    """Power reaches a UPS again, `seconds` after it went on battery."""

    ups: str
    seconds: int


class UpsRuntimeShort(Event, topic=UPS, key="ups"):
    """The battery would not last until the generator is at the load: its start, the transfer and a margin."""

    ups: str
    runtime_seconds: int
    needed_seconds: int


class UpsRuntimeRestored(Event, topic=UPS, key="ups"):
    """The battery lasts long enough again."""

    ups: str
    runtime_seconds: int


class UpsBatteryWorn(Event, topic=UPS, key="ups"):
    """The battery gives less than 80 % of what it once gave (kWh = runtime x load, fully charged)."""

    ups: str
    health_percent: int
    kwh: Decimal
    was_kwh: Decimal


class UpsBatteryRenewed(Event, topic=UPS, key="ups"):
    """A battery that was worn gives well more again."""

    ups: str
    health_percent: int
