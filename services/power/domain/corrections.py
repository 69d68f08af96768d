"""Late readings: what was estimated between two neighbours is known better once a reading lies between them.

That is the register at full hours and at full five minutes, and so hours and mean powers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from libs.events import Refused, Value, replace
from services.power.domain.hours import MeterHour, hour_of, hours_between
from services.power.domain.means import MeanChange, changes, fives_of, marks_of
from services.power.domain.registers import Exchange, Mark, at_instant, went_back
from services.power.domain.stretches import HOUR, Span, Stretch, floor, full_fives

Gap = tuple[Mark, Mark]
"""Neighbouring readings, between which registers at full hours are estimated."""


class Corrected(Value):
    """The stretch and the hours as they are known now; `hours`: those that changed, each with what it was before;
    `means`: mean powers that changed, or are known only now."""

    stretch: Stretch
    hours: tuple[tuple[MeterHour, MeterHour], ...]
    means: tuple[MeanChange, ...] = ()


def near(at: datetime) -> tuple[datetime, datetime]:
    """The begins of the hours that know between which neighbours a reading lies: its own, and the one before."""
    return floor(at, HOUR) - HOUR, floor(at, HOUR)


def gap_of(at: datetime, stretch: Stretch, hours: Iterable[MeterHour]) -> Gap | None:
    """The gap in which a reading lies. None: no register at a full hour or five minutes is estimated there."""
    known = [mark for hour in hours for mark in (hour.first, *hour.fives, hour.last)]
    gaps = (mark.between for mark in (*known, *marks_of(stretch)) if mark.between is not None)
    return next((gap for gap in gaps if gap[0].at < at < gap[1].at), None)


def touched(gap: Gap) -> Sequence[datetime]:
    """The begins of the hours of which a register lies in the gap."""
    first, last = floor(gap[0].at, HOUR), floor(gap[1].at, HOUR) + HOUR
    return list(hours_between(first, last))


def corrected(
    reading: Mark, gap: Gap, stretch: Stretch, hours: Sequence[MeterHour], exchanges: Sequence[Exchange], digits: int
) -> Corrected:
    """After a reading within a gap; `hours`: those that it touches, as far as they are closed.

    Raises `Refused` (invalid, /value) where the reading does not lie between its neighbours.
    """
    before, after = gap
    if went_back(before.register, reading.register, digits) or went_back(reading.register, after.register, digits):
        raise Refused(
            "invalid",
            f"the register shows {reading.register:f}, which does not lie between {before.register:f} at "
            f"{before.at.isoformat()} and {after.register:f} at {after.at.isoformat()}",
            "/value",
        )
    better = _between(reading, gap, digits)
    pairs: list[tuple[MeterHour, MeterHour]] = []
    means: list[MeanChange] = []
    for hour in hours:
        was = fives_of(hour, digits)
        start, *fives, end = now = _remarked((hour.first, *was, hour.last), better)
        known = hour_of(hour.source, hour.quantity, Span.hour(start, tuple(fives), end), exchanges, digits)
        if known != hour:
            pairs.append((hour, known))
        means += changes((hour.first, *was, hour.last), now, exchanges, digits)
    stretch_now = _stretch_remarked(stretch, better)
    means += changes(marks_of(stretch), marks_of(stretch_now), exchanges, digits)
    return Corrected(stretch_now, tuple(pairs), tuple(sorted(means, key=lambda change: change.start)))


def _between(reading: Mark, gap: Gap, digits: int) -> Mapping[datetime, Mark]:
    """The registers at the full five minutes within a gap, on the lines to the reading and from it."""
    before, after = gap
    marks = {}
    for instant in full_fives(before.at, after.at):
        if instant < after.at:
            left, right = (before, reading) if instant <= reading.at else (reading, after)
            marks[instant] = at_instant(instant, left, right, digits)
    return marks


def _remarked(marks: Sequence[Mark], better: Mapping[datetime, Mark]) -> tuple[Mark, ...]:
    return tuple(better.get(mark.at, mark) for mark in marks)


def _stretch_remarked(stretch: Stretch, better: Mapping[datetime, Mark]) -> Stretch:
    opened, hour = (mark and better.get(mark.at, mark) for mark in (stretch.opened, stretch.hour))
    opening, fives = _remarked(stretch.opening, better), _remarked(stretch.fives, better)
    return replace(stretch, opened=opened, hour=hour, opening=opening, fives=fives)
