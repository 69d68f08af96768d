"""How a month went, day by day in Paris: what the charts of an invoice show."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal

from services.billing.domain.demand import Demand
from services.billing.domain.energy import EnergyDay
from services.billing.domain.money import thousandths
from services.billing.domain.month import Span, midnight
from services.billing.domain.stored import TERABYTE, StorageMonth

Daily = tuple[Decimal | None, ...]
"""A figure for each day of a span, in order; None: nothing is known of that day."""


def energy_by_day(days: Iterable[EnergyDay], span: Span) -> Daily:
    """kWh of each day's closed hours, all sources together."""
    hours = ((begin, hour.advance) for day in days for begin, hour in day.each())
    return _by_day(hours, span, lambda known, kwh: kwh if known is None else known + kwh)


def demand_by_day(demand: Demand, span: Span) -> Daily:
    """kW: the highest mean of each day, the sources summed."""
    return _by_day(demand.sums.items(), span, lambda known, kw: kw if known is None else max(known, kw))


def stored_by_day(month: StorageMonth | None, span: Span) -> Daily:
    """TB: each day's peak."""
    known = month.days if month else {}
    found = (known.get(day.isoformat()) for day in span.days)
    return tuple(thousandths(day.peak_bytes / TERABYTE) if day else None for day in found)


def _by_day(
    values: Iterable[tuple[datetime, Decimal]], span: Span, joined: Callable[[Decimal | None, Decimal], Decimal]
) -> Daily:
    begins, end = [midnight(day) for day in span.days], span.end
    found: list[Decimal | None] = [None] * len(begins)
    for at, value in values:
        if begins[0] <= at < end:
            day = bisect_right(begins, at) - 1
            found[day] = joined(found[day], value)
    return tuple(None if value is None else thousandths(value) for value in found)
