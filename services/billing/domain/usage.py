"""How much of each item a tenant used in a span: one meter per kind, as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from libs.events import Value, field
from services.billing.domain.credit_window import ContractWindow, unfit_hours
from services.billing.domain.daily import Daily, demand_by_day, energy_by_day, stored_by_day
from services.billing.domain.demand import FIVE_MINUTES, TEN_MINUTES, Demand, DemandDay, Peak
from services.billing.domain.energy import EnergyDay, HeatDay, Registers, energy
from services.billing.domain.item import Item, Kind
from services.billing.domain.month import Span
from services.billing.domain.stored import StorageMonth, tb_months
from services.billing.domain.visits import VisitMonth, visits_in

ZERO = Decimal(0)


class Readings(Value):
    """What others told of one tenant and month; by source where it is metered by source, `windows` by contract.

    `contract`: the one whose item is metered.
    """

    energy: Mapping[str, Sequence[EnergyDay]] = field(default_factory=dict)
    heat: Mapping[str, Sequence[HeatDay]] = field(default_factory=dict)
    demand: Mapping[str, Sequence[DemandDay]] = field(default_factory=dict)
    storage: StorageMonth | None = None
    visits: VisitMonth | None = None
    windows: Mapping[str, Sequence[ContractWindow]] = field(default_factory=dict)
    contract: str = ""


class Metered(Value):
    """An unrounded quantity, never negative, what it was read from, and how it went day by day."""

    quantity: Decimal
    complete: bool
    registers: tuple[Registers, ...] = ()
    peak: Peak | None = None
    daily: Daily = ()


def _energy(item: Item, span: Span, readings: Readings, _: datetime) -> Metered:
    return _by_registers(item, span, readings.energy)


def _heat(item: Item, span: Span, readings: Readings, _: datetime) -> Metered:
    return _by_registers(item, span, readings.heat)


def _committed(item: Item, span: Span, _: Readings, __: datetime) -> Metered:
    return Metered(by_days(item.committed_kw or ZERO, span), True)


def _overage(item: Item, span: Span, readings: Readings, _: datetime) -> Metered:
    demand = _demand(item, span, readings)
    peak = demand.highest
    over = peak.kw - (item.committed_kw or ZERO) if peak else ZERO
    return Metered(max(ZERO, over), demand.complete, peak=peak, daily=demand_by_day(demand, span))


def _percentile(item: Item, span: Span, readings: Readings, _: datetime) -> Metered:
    demand = _demand(item, span, readings, FIVE_MINUTES)
    peak = demand.percentile
    return Metered(peak.kw if peak else ZERO, demand.complete, peak=peak, daily=demand_by_day(demand, span))


def _storage(_: Item, span: Span, readings: Readings, __: datetime) -> Metered:
    return Metered(*tb_months(readings.storage, span), daily=stored_by_day(readings.storage, span))


def _racks(item: Item, span: Span, _: Readings, __: datetime) -> Metered:
    return Metered(by_days(Decimal(len(item.racks)), span), True)


def _visits(_: Item, span: Span, readings: Readings, now: datetime) -> Metered:
    return Metered(Decimal(len(visits_in(readings.visits, span))), now >= span.end)


def _service_credit(_: Item, span: Span, readings: Readings, now: datetime) -> Metered:
    windows = readings.windows.get(readings.contract, ())
    return Metered(unfit_hours(windows, span, now), now >= span.end and all(window.closed_at for window in windows))


def _fixed(_: Item, span: Span, __: Readings, ___: datetime) -> Metered:
    return Metered(by_days(Decimal(1), span), True)


METERS: dict[Kind, Callable[[Item, Span, Readings, datetime], Metered]] = {
    Kind.ENERGY: _energy,
    Kind.HEAT_CREDIT: _heat,
    Kind.COMMITTED_POWER: _committed,
    Kind.OVERAGE_POWER: _overage,
    Kind.PERCENTILE_POWER: _percentile,
    Kind.STORAGE: _storage,
    Kind.RACK: _racks,
    Kind.VISIT: _visits,
    Kind.SERVICE_CREDIT: _service_credit,
    Kind.FIXED: _fixed,
}


def meter(item: Item, span: Span, readings: Readings, now: datetime) -> Metered:
    """The usage of an item in a span as it is known at `now`."""
    return METERS[item.kind](item, span, readings, now)


def by_days(monthly: Decimal, span: Span) -> Decimal:
    """A monthly quantity by days held / days of the month. Source: public-face.md, billing, Arithmetic."""
    exact = Fraction(monthly) * span.days_held / span.month.days
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def _by_registers(item: Item, span: Span, days: Mapping[str, Sequence[EnergyDay]]) -> Metered:
    read = tuple(energy(source, days.get(source, ()), span.start, span.end) for source in item.sources)
    daily = energy_by_day((day for source in item.sources for day in days.get(source, ())), span)
    return Metered(sum((r.kwh for r in read), ZERO), all(r.complete for r in read), read, daily=daily)


def _demand(item: Item, span: Span, readings: Readings, step: timedelta = TEN_MINUTES) -> Demand:
    days = (day for source in item.sources for day in readings.demand.get(source, ()))
    return Demand.of(days, span.start, span.end, len(item.sources), step)
