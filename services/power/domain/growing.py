"""How stretches grow, reading by reading, and what closes while they do.

A stretch grows at its end. A reading within a stretch is late or doubled: it closes nothing, but may correct what was
estimated (`corrections`). A reading that no stretch can grow to (before the first, as when a past month is read in, or
after a gap too long to bridge) begins a stretch of its own; two that come within an hour of each other become one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from libs.events import Refused, Value, replace
from services.power.domain.registers import FIVE_MINUTES, TEN_MINUTES, Mark, at_instant, went_back
from services.power.domain.stretches import HOUR, Span, Stretch, floor, full_fives

BRIDGED = timedelta(days=31)
"""The longest gap whose hours are closed by interpolation; nobody can say how a longer one was spread [K]."""
MOST_STRETCHES = 64
"""Bounds the stored document of a source."""


class Grown(Value):
    """The stretches after a reading, and the hours and ten-minute spans that it closed, in order of time.

    `within`: the stretch within which it lies; then it closed none.
    """

    stretches: tuple[Stretch, ...]
    hours: tuple[Span, ...] = ()
    tenths: tuple[Span, ...] = ()
    within: Stretch | None = None


Extended = tuple[Stretch, tuple[Span, ...], tuple[Span, ...]]
"""A stretch that grew, and the hours and ten minutes that it closed."""


def grow(stretches: tuple[Stretch, ...], reading: Mark, digits: int, said_at: str = "/value") -> Grown:
    """Takes one reading of a register, whatever its order of arrival.

    Raises `Refused` (invalid, `said_at`) where the register went back since the reading before.
    """
    place = sum(stretch.first.at <= reading.at for stretch in stretches)  # of the first one after the reading
    before, after = stretches[: max(place - 1, 0)], stretches[place:]
    here = stretches[place - 1] if place else None
    if here is not None and reading.at <= here.last.at:
        return Grown(stretches, within=here)
    if here is not None and reading.at - here.last.at <= BRIDGED:
        if went_back(here.last.register, reading.register, digits):
            raise _no_roll_over(here.last, reading, digits, said_at)
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
    begun = replace(stretch, last=Mark(at, initial))
    if stretch.hour is not None and stretch.hour.at == at:
        return replace(begun, hour=mark)
    return begun.marked([mark]) if floor(at, FIVE_MINUTES) == at else begun


def _begin(reading: Mark, digits: int) -> Stretch:
    mark = at_instant(reading.at, reading, reading, digits)
    if reading.at == floor(reading.at, HOUR):
        return Stretch(reading, reading, mark, mark)
    return Stretch(reading, reading, opening=(mark,) if reading.at == floor(reading.at, FIVE_MINUTES) else ())


def _extend(stretch: Stretch, reading: Mark, digits: int) -> Extended:
    last, grown, hours = stretch.last, replace(stretch, last=reading), list[Span]()
    instants, marks, since = tuple(full_fives(last.at, reading.at)), list(stretch.newest[-1:]), list[Mark]()
    if not instants:
        return grown, (), ()
    for instant in instants:
        mark = at_instant(instant, last, reading, digits)
        marks.append(mark)
        if instant != floor(instant, HOUR):
            since.append(mark)
            continue
        grown = grown.marked(since)
        if grown.hour is not None:
            hours.append(Span.hour(grown.hour, grown.fives, mark))
        grown, since = replace(grown, opened=grown.opened or mark, hour=mark, fives=()), []
    grown = grown.marked(since)
    before, now = stretch.tenth, grown.tenth
    if before is None or now is None or now.at - before.at != TEN_MINUTES:
        return grown, tuple(hours), ()
    return grown, tuple(hours), (Span.ten_minutes(before, now, marks),)


def _meet(stretch: Stretch, following: Stretch, digits: int) -> bool:
    near = following.first.at - stretch.last.at <= HOUR
    return near and not went_back(stretch.last.register, following.first.register, digits)


def _join(stretch: Stretch, following: Stretch, digits: int) -> Extended:
    joined, hours, tenths = _extend(stretch, following.first, digits)
    begun, last = following.first.at, joined.tenth
    known = [mark for mark in (*following.opening, following.opened) if mark is not None and mark.at > begun]
    end = next((mark for mark in known if mark.at == floor(mark.at, TEN_MINUTES)), None)
    if end is not None and end.measured and last is not None and last.at < begun:
        tenths = (*tenths, Span.ten_minutes(last, end, (*joined.newest, *known)))
    joined = joined.marked([mark for mark in following.opening if mark.at > begun])
    if following.opened is None:
        return replace(joined, last=following.last), hours, tenths
    if joined.hour is not None and joined.hour.at < following.opened.at:
        hours = (*hours, Span.hour(joined.hour, joined.fives, following.opened))
    opened = joined.opened or following.opened
    return replace(following, first=joined.first, opened=opened, opening=joined.opening), hours, tenths


def _no_roll_over(last: Mark, reading: Mark, digits: int, said_at: str) -> Refused:
    return Refused(
        "invalid",
        f"the register shows {reading.register:f}, less than {last.register:f} at {last.at.isoformat()}, "
        f"and that is no roll-over of {digits} digits",
        said_at,
    )
