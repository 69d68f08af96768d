"""Late readings: what was estimated between two neighbours is known better once a reading lies between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from libs.events import Refused
from services.power.domain.hours import MeterHour, hour_of, hours_between
from services.power.domain.registers import Exchange, Mark, at_instant, went_back
from services.power.domain.stretches import HOUR, Span, Stretch, floor

Gap = tuple[Mark, Mark]
"""Neighbouring readings, between which registers at full hours are estimated."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """The stretch and the hours as they are known now; `hours`: those that changed, each with what it was before."""

    stretch: Stretch
    hours: tuple[tuple[MeterHour, MeterHour], ...]


def near(at: datetime) -> tuple[datetime, datetime]:
    """The begins of the hours that know between which neighbours a reading lies: its own, and the one before."""
    return floor(at, HOUR) - HOUR, floor(at, HOUR)


def gap_of(at: datetime, stretch: Stretch, hours: Iterable[MeterHour]) -> Gap | None:
    """The gap in which a reading lies. None: no register at a full hour is estimated there."""
    known = [*(mark for hour in hours for mark in (hour.first, hour.last)), stretch.opened, stretch.hour]
    gaps = (mark.between for mark in known if mark is not None and mark.between is not None)
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
    marks = _between(reading, gap, digits)
    pairs = []
    for hour in hours:
        start, end = marks.get(hour.start, hour.first), marks.get(hour.until, hour.last)
        now = hour_of(hour.source, hour.quantity, Span(start, end), exchanges, digits)
        if now != hour:
            pairs.append((hour, now))
    return Corrected(_remarked(stretch, marks), tuple(pairs))


def _between(reading: Mark, gap: Gap, digits: int) -> Mapping[datetime, Mark]:
    """The registers at the full hours within a gap, on the lines to the reading and from it."""
    before, after = gap
    marks = {}
    for instant in hours_between(floor(before.at, HOUR) + HOUR, floor(after.at, HOUR) + HOUR):
        if before.at < instant < after.at:
            left, right = (before, reading) if instant <= reading.at else (reading, after)
            marks[instant] = at_instant(instant, left, right, digits)
    return marks


def _remarked(stretch: Stretch, marks: Mapping[datetime, Mark]) -> Stretch:
    opened, hour = (mark and marks.get(mark.at, mark) for mark in (stretch.opened, stretch.hour))
    return replace(stretch, opened=opened, hour=hour)
