"""Hours that closed, were corrected, and do or do not add up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from libs.events import Event, Instant
from services.power.events.topics import METER, NODE


@dataclass(frozen=True, kw_only=True)
class RegisterHour:
    """One hour of one source, by its register at both ends."""

    source: str
    from_: Instant
    until: Instant
    register_from: Decimal
    register_until: Decimal
    estimated: bool


@dataclass(frozen=True, kw_only=True)
class EnergyHour(RegisterHour):
    """As energy."""

    kwh: Decimal


@dataclass(frozen=True, kw_only=True)
class WaterHour(RegisterHour):
    """As water."""

    litres: Decimal


class MeterHourClosed(Event, EnergyHour, topic=METER, key="source"):
    """The energy of one hour of one source: kWh = register at `until` - register at `from`, roll-over undone.

    `estimated`: a register was not read at that instant, but drawn as a line between its neighbours. `exchanged`: a
    meter was exchanged or reset within the hour; then `kwh` adds up both registers' ways, and is no difference.
    """

    exchanged: bool = False


class MeterHourCorrected(Event, EnergyHour, topic=METER, key="source"):
    """An hour that was closed is known better: a late reading lies where it was estimated. It replaces what was said.

    `was_kwh`: what was said last. `time`: the end of the hour, as of its closing.
    """

    exchanged: bool
    was_kwh: Decimal


class HeatHourClosed(Event, EnergyHour, topic=METER, key="source"):
    """The heat (kWh) that left through one heat meter in one hour; as `MeterHourClosed`."""

    exchanged: bool = False


class HeatHourCorrected(Event, EnergyHour, topic=METER, key="source"):
    """An hour of a heat meter is known better; as `MeterHourCorrected`."""

    exchanged: bool
    was_kwh: Decimal


class WaterHourClosed(Event, WaterHour, topic=METER, key="source"):
    """The water (litres) that one meter counted in one hour; as `MeterHourClosed`."""

    exchanged: bool = False


class WaterHourCorrected(Event, WaterHour, topic=METER, key="source"):
    """An hour of a water meter is known better; as `MeterHourCorrected`."""

    exchanged: bool
    was_litres: Decimal


class MetersDisagree(Event, topic=NODE, key="node"):
    """In one hour the racks of a distribution unit and its own meter do not add up, within the tolerance.

    All kWh; `tolerance_percent`: of what the unit metered.
    """

    node: str
    from_: Instant
    until: Instant
    node_kwh: Decimal
    racks_kwh: Decimal
    tolerance_percent: int


class MetersAgree(Event, topic=NODE, key="node"):
    """Racks and unit, which did not, add up again: in the hour that begins at `from`, or since it was corrected."""

    node: str
    from_: Instant
    until: Instant
    node_kwh: Decimal
    racks_kwh: Decimal
