"""Key figures of a period, from closed hours: PUE, ERF, REF, WUE, CUE. Source: domain.md, Power [R, EN 50600-4]."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from libs.events import Value
from services.power.domain.site_hours import SiteHour
from services.power.domain.stretches import HOUR

ZERO = Decimal(0)


class Metered(Value):
    """How many sources of the site meter energy at incomers, energy at racks, heat, and water."""

    incomers: int
    racks: int
    heat_meters: int
    water_meters: int = 0

    @property
    def meters(self) -> int:
        return self.incomers + self.racks + self.heat_meters + self.water_meters

    def all_closed(self, hour: SiteHour) -> bool:
        """Whether each of them closed this hour."""
        return self.closed(hour) >= self.meters

    def closed(self, hour: SiteHour) -> int:
        """How many of them closed this hour."""
        pairs = (
            (hour.incomers, self.incomers),
            (hour.racks, self.racks),
            (hour.heat_meters, self.heat_meters),
            (hour.water_meters, self.water_meters),
        )
        return sum(min(closed, all) for closed, all in pairs)


class Kpis(Value):
    """`pue` = total / IT energy, `erf` = reused heat / total, `ref` = renewable / total; None without energy.

    `generator_kwh`: the part of the total that the generator gave.

    `wue` = litres / IT kWh, `cue` = kg CO2 / IT kWh; None where water is not metered, or CO2 of some energy not known.
    `complete`: every hour of the period is closed for every meter; `completeness`: the part of them that is;
    `estimated`: the part of the closed ones that is.
    """

    total_kwh: Decimal
    generator_kwh: Decimal
    it_kwh: Decimal
    heat_kwh: Decimal
    renewable_kwh: Decimal
    water_litres: Decimal | None
    pue: Decimal | None
    erf: Decimal | None
    ref: Decimal | None
    wue: Decimal | None
    cue: Decimal | None
    complete: bool
    completeness: Decimal
    estimated: Decimal


def kpis(hours: Iterable[SiteHour], start: datetime, end: datetime, metered: Metered) -> Kpis:
    """The key figures of the hours of a period."""
    known = list(hours)
    total = sum((hour.total_kwh for hour in known), ZERO)
    generator = sum((hour.generator_kwh for hour in known), ZERO)
    it = sum((hour.it_kwh for hour in known), ZERO)
    heat = sum((hour.heat_kwh for hour in known), ZERO)
    renewable = sum((hour.renewable_kwh for hour in known), ZERO)
    water = sum((hour.water_litres for hour in known), ZERO) if metered.water_meters else None
    co2 = sum((hour.co2_grams for hour in known), ZERO)
    told = sum((hour.co2_kwh for hour in known), ZERO)
    closed = sum(metered.closed(hour) for hour in known)
    expected = metered.meters * ((end - start) // HOUR)
    return Kpis(
        total_kwh=total,
        generator_kwh=generator,
        it_kwh=it,
        heat_kwh=heat,
        renewable_kwh=renewable,
        water_litres=water,
        pue=_of(total, it),
        erf=_of(heat, total),
        ref=_of(renewable, total),
        wue=None if water is None else _of(water, it),
        cue=_of(co2 / 1000, it) if told == total else None,
        complete=closed == expected > 0,
        completeness=Decimal(closed) / expected if expected else ZERO,
        estimated=Decimal(sum(hour.estimated for hour in known)) / closed if closed else ZERO,
    )


def _of(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole if whole else None
