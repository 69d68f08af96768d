"""The topic of fire's facts, what each of them says, and what is built."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from libs.events import Event, Topic, Value

ZONE = Topic("fire", "zone", partitions=4, safety=True)


@dataclass(frozen=True, kw_only=True)
class InZone:
    """What every fact says. `drill`: it happened during a declared exercise, and is to be seen as one everywhere."""

    zone: str
    drill: bool = False


class DetectorFitted(Value):
    """A detector of the zone. Only two of different `technology` release (double knock) [R, APSAD]."""

    device: str
    technology: str


class ZoneRegistered(Event, InZone, topic=ZONE, key="zone"):
    """The site file names this extinguishing zone, or has changed what it says of it."""

    name: str
    design_concentration_percent: Decimal
    countdown_seconds: int
    flooding_seconds: int
    detectors: tuple[DetectorFitted, ...]
