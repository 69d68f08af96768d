"""Key figures of a month, from closed hours: PUE, ERF and REF. Source: domain.md, Power [R, EN 50600-4]."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from services.power.domain.hours import MeterHour
from services.power.domain.sources import Role
from services.power.domain.stretches import HOUR

PARIS = ZoneInfo("Europe/Paris")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class SiteHour:
    """One hour of the whole site: the closed hours of its sources, added up (kWh).

    `total`: what came in (incomers and generator); `it`: what the racks drew; `renewable`: of the total.
    The counts say how many sources have closed this hour, so that a month knows whether it is complete.
    """

    id: str
    start: datetime
    total_kwh: Decimal = ZERO
    it_kwh: Decimal = ZERO
    heat_kwh: Decimal = ZERO
    renewable_kwh: Decimal = ZERO
    incomers: int = 0
    racks: int = 0
    heat_meters: int = 0

    def plus(self, hour: MeterHour, role: Role, renewable_percent: int) -> SiteHour:
        """With one more closed hour; each source closes an hour once."""
        return self._with(hour.quantity, hour.kwh, role, renewable_percent, count=1)

    def corrected(self, before: MeterHour, now: MeterHour, role: Role, renewable_percent: int) -> SiteHour:
        """With an hour that is known better."""
        return self._with(now.quantity, now.kwh - before.kwh, role, renewable_percent, count=0)

    def _with(self, quantity: str, kwh: Decimal, role: Role, renewable_percent: int, count: int) -> SiteHour:
        if quantity == "heat":
            return replace(self, heat_kwh=self.heat_kwh + kwh, heat_meters=self.heat_meters + count)
        match role:
            case "incomer":
                renewable = self.renewable_kwh + kwh * renewable_percent / 100
                total = self.total_kwh + kwh
                return replace(self, total_kwh=total, renewable_kwh=renewable, incomers=self.incomers + count)
            case "rack":
                return replace(self, it_kwh=self.it_kwh + kwh, racks=self.racks + count)
            case "generator":
                return replace(self, total_kwh=self.total_kwh + kwh)
        return self


@dataclass(frozen=True, slots=True)
class Metered:
    """How many sources of the site meter energy at incomers, energy at racks, and heat."""

    incomers: int
    racks: int
    heat_meters: int

    def all_closed(self, hour: SiteHour) -> bool:
        """Whether each of them closed this hour."""
        meters = hour.incomers >= self.incomers and hour.racks >= self.racks
        return meters and hour.heat_meters >= self.heat_meters


@dataclass(frozen=True, slots=True)
class Kpis:
    """`pue` = total / IT energy, `erf` = reused heat / total, `ref` = renewable / total; None without energy.

    `complete`: every hour of the month is closed for every meter.
    """

    total_kwh: Decimal
    it_kwh: Decimal
    heat_kwh: Decimal
    pue: Decimal | None
    erf: Decimal | None
    ref: Decimal | None
    complete: bool


def hour_id(start: datetime) -> str:
    """The id of the site's hour that begins at `start`."""
    return f"{start:%Y-%m-%dT%HZ}"


def month_of(period: str) -> tuple[datetime, datetime]:
    """The calendar month `2026-01` in Europe/Paris, from its start to its end, in UTC.

    Raises `ValueError` where the period is no month.
    """
    begin = datetime.strptime(period, "%Y-%m").replace(tzinfo=PARIS)
    year, month = begin.year + begin.month // 12, begin.month % 12 + 1
    return begin.astimezone(UTC), begin.replace(year=year, month=month).astimezone(UTC)


def kpis(hours: Iterable[SiteHour], start: datetime, end: datetime, metered: Metered) -> Kpis:
    """The key figures of the hours of a month."""
    known = list(hours)
    total = sum((hour.total_kwh for hour in known), ZERO)
    it = sum((hour.it_kwh for hour in known), ZERO)
    heat = sum((hour.heat_kwh for hour in known), ZERO)
    renewable = sum((hour.renewable_kwh for hour in known), ZERO)
    full = sum(metered.all_closed(hour) for hour in known)
    return Kpis(
        total_kwh=total,
        it_kwh=it,
        heat_kwh=heat,
        pue=total / it if it else None,
        erf=heat / total if total else None,
        ref=renewable / total if total else None,
        complete=full == (end - start) // HOUR,
    )
