"""Hours of the whole site: what its sources closed, added up."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from libs.events import Value, replace
from services.power.domain.hours import MeterHour
from services.power.domain.sources import Role

ZERO = Decimal(0)


class Mix(Value):
    """What is known of the energy of a source: the percent that is renewable, and CO2 (grams a kWh) where known."""

    renewable_percent: int = 0
    co2_grams_per_kwh: int | None = None


class SiteHour(Value):
    """One hour of the whole site: the closed hours of its sources, added up (kWh, L, g).

    `total`: what came in (incomers and generator); `generator`: that part; `it`: what the racks drew; `renewable`,
    `co2`: of the total; `co2_kwh`: the part of it of which CO2 is known. The counts say how many sources have closed
    this hour, so that a period knows whether it is complete; `estimated`: how many of these with an estimate.
    """

    id: str
    start: datetime
    total_kwh: Decimal = ZERO
    generator_kwh: Decimal = ZERO
    it_kwh: Decimal = ZERO
    heat_kwh: Decimal = ZERO
    renewable_kwh: Decimal = ZERO
    water_litres: Decimal = ZERO
    co2_grams: Decimal = ZERO
    co2_kwh: Decimal = ZERO
    incomers: int = 0
    racks: int = 0
    heat_meters: int = 0
    water_meters: int = 0
    estimated: int = 0

    def plus(self, hour: MeterHour, role: Role, mix: Mix) -> SiteHour:
        """With one more closed hour; each source closes an hour once."""
        with_it = self._with(hour.quantity, hour.kwh, role, mix, 1)
        return replace(with_it, estimated=self.estimated + _guessed(hour, role))

    def corrected(self, before: MeterHour, now: MeterHour, role: Role, mix: Mix) -> SiteHour:
        """With an hour that is known better."""
        known = self._with(now.quantity, now.kwh - before.kwh, role, mix, 0)
        return replace(known, estimated=self.estimated + _guessed(now, role) - _guessed(before, role))

    def _with(self, quantity: str, amount: Decimal, role: Role, mix: Mix, count: int) -> SiteHour:
        match quantity, role:
            case "heat", _:
                return replace(self, heat_kwh=self.heat_kwh + amount, heat_meters=self.heat_meters + count)
            case "water", _:
                return replace(self, water_litres=self.water_litres + amount, water_meters=self.water_meters + count)
            case _, "incomer":
                return replace(self._came(amount, mix), incomers=self.incomers + count)
            case _, "generator":
                return replace(self._came(amount, mix), generator_kwh=self.generator_kwh + amount)
            case _, "rack":
                return replace(self, it_kwh=self.it_kwh + amount, racks=self.racks + count)
        return self

    def _came(self, kwh: Decimal, mix: Mix) -> SiteHour:
        grams = mix.co2_grams_per_kwh
        return replace(
            self,
            total_kwh=self.total_kwh + kwh,
            renewable_kwh=self.renewable_kwh + kwh * mix.renewable_percent / 100,
            co2_grams=self.co2_grams + kwh * (grams or 0),
            co2_kwh=self.co2_kwh + (ZERO if grams is None else kwh),
        )


def _guessed(hour: MeterHour, role: Role) -> bool:
    """Whether it is estimated, and of a meter that is counted."""
    return hour.estimated and (hour.quantity != "energy" or role in ("incomer", "rack"))


def hour_id(start: datetime) -> str:
    """The id of the site's hour that begins at `start`."""
    return f"{start:%Y-%m-%dT%HZ}"
