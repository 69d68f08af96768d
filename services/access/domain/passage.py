"""Passages: which grants were used by which openings of a door, whatever order both become known in."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter

from libs.events import Value, replace

GRACE = timedelta(seconds=5)
"""How long after relocking an opening still belongs to its grant (public-face.md, access)."""

REMEMBERED = timedelta(minutes=10)
MOST_REMEMBERED = 50
"""What a door remembers of grants, openings and exit requests: so many, so long before the newest."""


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class Reservation(Value):
    """What a grant holds for a person (a place, the anti-passback token) until it is used or lapses."""

    check: str
    person: str
    zone: str
    until: datetime

    def holds(self, at: datetime) -> bool:
        return at < self.until


class Grant(Value):
    """A door unlocked for somebody, from `at` to `until`. `zone`: where it leads; `used_at`: first opening.

    `person` is None for an exit with a strange badge. `escorted`: the person needs somebody beside them.
    """

    check: str
    person: str | None
    direction: Direction
    zone: str
    at: datetime
    until: datetime
    visit: str | None = None
    escorted: bool = False
    used_at: datetime | None = None

    def covers(self, opening: datetime) -> bool:
        return self.at <= opening <= self.until


BY_CHECK = attrgetter("at", "check")


def match(grants: Sequence[Grant], openings: Iterable[datetime]) -> tuple[tuple[Grant, ...], tuple[Grant, ...]]:
    """All grants as they stand, and those of them that were not known to be used at that time before.

    An opening uses every grant that covers it: those who are let through one opening together are all counted
    in, since a muster that names one too many is the safe error. What is used is so in any order of arrival.
    """
    opened = sorted(openings)
    now = tuple(_first_use(grant, opened) for grant in grants)
    return now, tuple(new for new, old in zip(now, grants, strict=True) if new.used_at != old.used_at)


def _first_use(grant: Grant, opened: Sequence[datetime]) -> Grant:
    first = next((opening for opening in opened if grant.covers(opening)), None)
    if first is None or (grant.used_at is not None and grant.used_at <= first):
        return grant
    return replace(grant, used_at=first)


def remember_grants(known: Sequence[Grant], more: Iterable[Grant]) -> tuple[Grant, ...]:
    """The newest of what is `known`, which this has ordered before, and more; in the order of their checks."""
    ordered = list(known)
    for grant in more:
        insort(ordered, grant, key=BY_CHECK)
    ordered = ordered[-MOST_REMEMBERED:]
    oldest = ordered[-1].at - REMEMBERED
    return tuple(ordered if ordered[0].at >= oldest else (grant for grant in ordered if grant.at >= oldest))


def forgotten_before(grants: Sequence[Grant]) -> datetime:
    """The moment before which a grant may have been forgotten; `grants` as `remember_grants` left them."""
    full = len(grants) == MOST_REMEMBERED
    return grants[0].at if full else grants[-1].at - REMEMBERED


def remember_times(times: Iterable[datetime]) -> tuple[datetime, ...]:
    """The newest of them, each once, in order."""
    ordered = sorted(set(times))[-MOST_REMEMBERED:]
    return tuple(time for time in ordered if time >= ordered[-1] - REMEMBERED)
