"""What is built: the room, its gas, its detectors."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from libs.events import Value
from services.fire import events
from services.fire.domain import gas
from services.fire.domain.mirror import Panel
from services.fire.domain.upkeep import Task
from services.fire.domain.vocabulary import Technology


class Detector(Value):
    """A detector and how it detects."""

    device: str
    technology: Technology


class Installation(Value):
    """A zone as the site file describes it. `gas_m3` at one atmosphere; `design_celsius` of the room.

    `fill_bar`: of a full cylinder at `fill_celsius`; None where the file does not say. `maintenance`: as first planned.
    `silent_after_seconds`: without a word the panel is taken to be lost; None: only its own word says so.
    """

    name: str
    volume_m3: Decimal
    gas_m3: Decimal
    design_celsius: Decimal
    detectors: tuple[Detector, ...]
    countdown_seconds: int
    flooding_seconds: int
    fill_bar: Decimal | None = None
    fill_celsius: Decimal = gas.REFERENCE_CELSIUS
    maintenance: tuple[Task, ...] = ()
    silent_after_seconds: int | None = None

    @property
    def concentration(self) -> Decimal:
        """What a release brings about, in % of gas by volume, not rounded."""
        return gas.concentration(self.gas_m3, self.volume_m3, self.design_celsius)

    def technology(self, device: str) -> Technology | None:
        """How `device` detects; None where it is no detector of this zone."""
        return next((fitted.technology for fitted in self.detectors if fitted.device == device), None)

    def panel(self, zone: str) -> Panel:
        """What the zone's panel is set to."""
        countdown = timedelta(seconds=self.countdown_seconds)
        return Panel(zone, countdown, flooding=timedelta(seconds=self.flooding_seconds))

    def registered(self, zone: str, at: datetime) -> events.ZoneRegistered:
        """The fact that this is built in `zone`."""
        return events.ZoneRegistered(
            time=at,
            zone=zone,
            name=self.name,
            design_concentration_percent=gas.rounded(self.concentration),
            countdown_seconds=self.countdown_seconds,
            flooding_seconds=self.flooding_seconds,
            detectors=tuple(events.DetectorFitted(fitted.device, fitted.technology.value) for fitted in self.detectors),
        )
