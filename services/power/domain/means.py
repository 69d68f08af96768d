"""Mean powers of ten minutes, from the register at both ends; and which change when registers are known better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from services.power.domain.hours import MeterHour
from services.power.domain.readings import to_milli
from services.power.domain.registers import TEN_MINUTES, Exchange, Mark, at_instant, growth
from services.power.domain.stretches import Span, Stretch, full_tenths

PER_HOUR = 6
"""Ten-minute spans of an hour: kWh in ten minutes x 6 = mean kW."""


class MeanChange(NamedTuple):
    """Of the ten minutes from `start`: the mean power (kW) now, and what was known before, if anything."""

    start: datetime
    was: Decimal | None
    kw: Decimal


def mean_kw(span: Span, digits: int) -> Decimal:
    """Of ten minutes."""
    return to_milli(growth(span.start.register, span.end.register, digits) * PER_HOUR)


def changes(
    was: Sequence[Mark], now: Sequence[Mark], exchanges: Sequence[Exchange], digits: int
) -> Iterable[MeanChange]:
    """The ten minutes of which more is known; both are the register at the same instants, in order of time."""
    before = _means(was, exchanges, digits)
    for start, kw in _means(now, exchanges, digits).items():
        if before.get(start) != kw:
            yield MeanChange(start, before.get(start), kw)


def measured(start: datetime, marks: Sequence[Mark], exchanges: Sequence[Exchange], digits: int) -> bool:
    """Whether the register tells the mean of the ten minutes from `start`; `marks` in order of time."""
    return start in _means(marks, exchanges, digits)


def tenths_of(hour: MeterHour, digits: int) -> tuple[Mark, ...]:
    """The register at the full ten minutes within a closed hour, as far as that is known."""
    between = hour.start_between
    if hour.tenths or between is None or between != hour.end_between:
        return hour.tenths
    instants = (instant for instant in full_tenths(hour.start, hour.until) if instant < hour.until)
    return tuple(at_instant(instant, *between, digits) for instant in instants)


def marks_of(stretch: Stretch) -> tuple[Mark, ...]:
    """The register before the first full hour of a stretch, and since its newest."""
    known = (*stretch.opening, stretch.opened, stretch.hour, *stretch.tenths)
    return tuple(mark for mark in known if mark is not None)


def _means(marks: Sequence[Mark], exchanges: Sequence[Exchange], digits: int) -> Mapping[datetime, Decimal]:
    spans = (Span(start, end) for start, end in pairwise(marks) if end.at - start.at == TEN_MINUTES)
    measured = (span for span in spans if span.start.measured and span.end.measured and not span.holds(exchanges))
    return {span.start.at: mean_kw(span, digits) for span in measured}
