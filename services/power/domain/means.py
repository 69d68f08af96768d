"""Mean powers of ten minutes and of both their halves, from the register; and which change when it is known better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from services.power.domain.hours import MeterHour
from services.power.domain.readings import to_milli
from services.power.domain.registers import TEN_MINUTES, Exchange, Mark, at_instant, growth
from services.power.domain.stretches import Span, Stretch, floor, full_fives

PER_HOUR = 6
"""Ten-minute spans of an hour: kWh in ten minutes x 6 = mean kW."""


class Mean(NamedTuple):
    """Of ten minutes, kW. `halves`: of the first five and the last five, where the register was read so finely."""

    kw: Decimal
    halves: tuple[Decimal, Decimal] | None = None


class MeanChange(NamedTuple):
    """Of the ten minutes from `start`: the mean power now, and what was known before, if anything."""

    start: datetime
    was: Mean | None
    now: Mean


def mean_of(span: Span, digits: int) -> Mean:
    """Of ten minutes."""
    return Mean(_kw(span.start, span.end, PER_HOUR, digits), _halves(span, digits))


def changes(
    was: Sequence[Mark], now: Sequence[Mark], exchanges: Sequence[Exchange], digits: int
) -> Iterable[MeanChange]:
    """The ten minutes of which more is known; both are the register at the same instants, in order of time."""
    before = _means(was, exchanges, digits)
    for start, mean in _means(now, exchanges, digits).items():
        if before.get(start) != mean:
            yield MeanChange(start, before.get(start), mean)


def measured(start: datetime, marks: Sequence[Mark], exchanges: Sequence[Exchange], digits: int) -> bool:
    """Whether the register tells the mean of the ten minutes from `start`; `marks` in order of time."""
    return start in _means(marks, exchanges, digits)


def fives_of(hour: MeterHour, digits: int) -> tuple[Mark, ...]:
    """The register at the full five minutes within a closed hour, as far as that is known."""
    between = hour.start_between
    if hour.fives or between is None or between != hour.end_between:
        return hour.fives
    instants = (instant for instant in full_fives(hour.start, hour.until) if instant < hour.until)
    return tuple(at_instant(instant, *between, digits) for instant in instants)


def marks_of(stretch: Stretch) -> tuple[Mark, ...]:
    """The register before the first full hour of a stretch, and since its newest."""
    known = (*stretch.opening, stretch.opened, stretch.hour, *stretch.fives)
    return tuple(mark for mark in known if mark is not None)


def _means(marks: Sequence[Mark], exchanges: Sequence[Exchange], digits: int) -> Mapping[datetime, Mean]:
    tens = [mark for mark in marks if mark.at == floor(mark.at, TEN_MINUTES)]
    pairs = ((start, end) for start, end in pairwise(tens) if end.at - start.at == TEN_MINUTES)
    spans = (Span.ten_minutes(start, end, marks) for start, end in pairs if start.measured and end.measured)
    return {span.start.at: mean_of(span, digits) for span in spans if not span.holds(exchanges)}


def _halves(span: Span, digits: int) -> tuple[Decimal, Decimal] | None:
    if not span.fives or not all(mark.finely for mark in (span.start, *span.fives, span.end)):
        return None
    (middle,) = span.fives
    return _kw(span.start, middle, 2 * PER_HOUR, digits), _kw(middle, span.end, 2 * PER_HOUR, digits)


def _kw(start: Mark, end: Mark, per_hour: int, digits: int) -> Decimal:
    return to_milli(growth(start.register, end.register, digits) * per_hour)
