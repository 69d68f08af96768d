"""Stretches: the unbroken parts of what is known of one register, and the spans that close while they grow.

A stretch grows at its end. A reading within a stretch is late or doubled: it closes nothing, but may correct what was
estimated (`corrections`). A reading that
no stretch can grow to (before the first, as when a past month is read in, or after a gap too long to bridge)
begins a stretch of its own; two that come within an hour of each other become one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from libs.events import Refused
from services.power.domain.registers import Mark, at_instant, went_back

HOUR = timedelta(hours=1)
TEN_MINUTES = timedelta(minutes=10)
BRIDGED = timedelta(days=31)
"""The longest gap whose hours are closed by interpolation; nobody can say how a longer one was spread [K]."""
MOST_STRETCHES = 64
"""Bounds the stored document of a source."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One unbroken part, from the reading `first` to the reading `last`.

    `opened`: the register at the first full hour within; `hour`: at the latest, where the open hour begins;
    `tenth`: at the latest full ten minutes, where readings are close enough for it to be measured.
    """

    first: Mark
    last: Mark
    opened: Mark | None = None
    hour: Mark | None = None
    tenth: Mark | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A closed hour or ten minutes: the register at both ends."""

    start: Mark
    end: Mark


@dataclass(frozen=True, slots=True)
class Grown:
    """The stretches after a reading, and the hours and ten-minute spans that it closed, in order of time.

    `within`: the stretch within which it lies; then it closed none.
    """

    stretches: tuple[Stretch, ...]
    hours: tuple[Span, ...] = ()
    tenths: tuple[Span, ...] = ()
    within: Stretch | None = None


Extended = tuple[Stretch, tuple[Span, ...], tuple[Span, ...]]
"""A stretch that grew, and the hours and ten minutes that it closed."""


def floor(moment: datetime, step: timedelta) -> datetime:
    """The latest full hour, or ten minutes, at or before a moment (UTC)."""
    return moment - (moment - _EPOCH) % step


def grow(stretches: tuple[Stretch, ...], reading: Mark, digits: int) -> Grown:
    """Takes one reading of a register, whatever its order of arrival.

    Raises `Refused` (invalid, /value) where the register went back since the reading before.
    """
    place = sum(stretch.first.at <= reading.at for stretch in stretches)  # of the first one after the reading
    before, after = stretches[: max(place - 1, 0)], stretches[place:]
    here = stretches[place - 1] if place else None
    if here is not None and reading.at <= here.last.at:
        return Grown(stretches, within=here)
    if here is not None and reading.at - here.last.at <= BRIDGED:
        if went_back(here.last.register, reading.register, digits):
            raise _no_roll_over(here.last, reading, digits)
        stretch, hours, tenths = _extend(here, reading, digits)
    else:
        before = stretches[:place]
        stretch, hours, tenths = _begin(reading, digits), (), ()
    if after and _meet(stretch, after[0], digits):
        stretch, joined, more = _join(stretch, after[0], digits)
        hours, tenths, after = hours + joined, tenths + more, after[1:]
    if len(before) + 1 + len(after) > MOST_STRETCHES:
        raise Refused("invalid", f"this register's readings lie in more than {MOST_STRETCHES} parts", "/at")
    return Grown((*before, stretch, *after), hours, tenths)


def restarted(stretch: Stretch, at: datetime, initial: Decimal, digits: int) -> Stretch:
    """A stretch that ended with the last reading of one register (at `at`), and goes on with another."""
    mark = at_instant(at, Mark(at, initial), Mark(at, initial), digits)
    hour = mark if stretch.hour is not None and stretch.hour.at == at else stretch.hour
    tenth = mark if floor(at, TEN_MINUTES) == at else None
    return replace(stretch, last=Mark(at, initial), hour=hour, tenth=tenth)


def _begin(reading: Mark, digits: int) -> Stretch:
    mark = at_instant(reading.at, reading, reading, digits)
    hour = mark if reading.at == floor(reading.at, HOUR) else None
    tenth = mark if reading.at == floor(reading.at, TEN_MINUTES) else None
    return Stretch(reading, reading, hour, hour, tenth)


def _extend(stretch: Stretch, reading: Mark, digits: int) -> Extended:
    hours: list[Span] = []
    tenths: list[Span] = []
    opened, hour = stretch.opened, stretch.hour
    for instant in _full_hours(stretch.last.at, reading.at):
        mark = at_instant(instant, stretch.last, reading, digits)
        if hour is not None:
            hours.append(Span(hour, mark))
        opened, hour = opened or mark, mark
    # A mean over a longer gap would hide the peak: what was not read every ten minutes is no demand.
    measured = reading.at - stretch.last.at <= TEN_MINUTES
    tenth = stretch.tenth if measured else None
    full = floor(reading.at, TEN_MINUTES)
    if full == reading.at or (measured and full > stretch.last.at):
        mark = at_instant(full, stretch.last, reading, digits)
        if tenth is not None:
            tenths.append(Span(tenth, mark))
        tenth = mark
    return Stretch(stretch.first, reading, opened, hour, tenth), tuple(hours), tuple(tenths)


def _meet(stretch: Stretch, following: Stretch, digits: int) -> bool:
    near = following.first.at - stretch.last.at <= HOUR
    return near and not went_back(stretch.last.register, following.first.register, digits)


def _join(stretch: Stretch, following: Stretch, digits: int) -> Extended:
    joined, hours, tenths = _extend(stretch, following.first, digits)
    if following.opened is None:
        return replace(joined, last=following.last, tenth=following.tenth), hours, tenths
    if joined.hour is not None and joined.hour.at < following.opened.at:
        hours = (*hours, Span(joined.hour, following.opened))
    whole = replace(following, first=joined.first, opened=joined.opened or following.opened)
    return whole, hours, tenths


def _full_hours(after: datetime, until: datetime) -> Iterator[datetime]:
    """The full hours in `after < instant <= until`."""
    instant = floor(after, HOUR) + HOUR
    while instant <= until:
        yield instant
        instant += HOUR


def _no_roll_over(last: Mark, reading: Mark, digits: int) -> Refused:
    return Refused(
        "invalid",
        f"the register shows {reading.register:f}, less than {last.register:f} at {last.at.isoformat()}, "
        f"and that is no roll-over of {digits} digits",
        "/value",
    )
