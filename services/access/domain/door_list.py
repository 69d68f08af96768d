"""What a door may decide by while the platform cannot be reached: which card may enter, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from libs.events import Value, replace
from services.access.domain.badge import BadgeState
from services.access.domain.check import REFUSALS, Reason, Shown
from services.access.domain.schedule import SITE_TIME, Schedule

GOOD_FOR = timedelta(hours=24)
"""How long a list may be used [K]."""

BY_PLACE = frozenset({Reason.ANTI_PASSBACK, Reason.ZONE_FULL})
ALONE = tuple((reason, applies) for reason, applies in REFUSALS if reason not in BY_PLACE)
"""What a list looks at. Who is where it cannot know."""


class Hours(Value):
    """From `starts` until before `until`."""

    starts: datetime
    until: datetime


class Entry(Value):
    """A card that may enter in these hours, one after the other."""

    facility: int
    card: int
    hours: tuple[Hours, ...]


def entry(shown: Shown) -> Entry | None:
    """The entry of a badge for the time from `shown.at` on; None where it may not enter at all.

    Who needs an escort, or a second person, is not on a list: a door that is alone cannot see to it.
    """
    badge = shown.badge
    if badge is None or badge.state is not BadgeState.ACTIVE:
        return None
    moments = sorted({shown.at, *_changes(shown)})
    ends = [*moments[1:], shown.at + GOOD_FOR]
    open = (Hours(at, end) for at, end in zip(moments, ends, strict=True) if _may_enter(replace(shown, at=at)))
    hours = tuple(_joined(open))
    return Entry(badge.facility, badge.card, hours) if hours else None


def _may_enter(shown: Shown) -> bool:
    return not any(applies(shown) for _, applies in ALONE)


def _changes(shown: Shown) -> Iterator[datetime]:
    """The moments within the list's time at which something may change."""
    badge, person = shown.badge, shown.person
    if badge is None or person is None:
        return
    rights = [right for right in person.rights if right.zone == shown.zone.id]
    found = [badge.valid_from, badge.valid_until, person.ended_at]
    found += [moment for right in rights for moment in (right.starts, right.until)]
    named = [schedule for right in rights if (schedule := shown.schedules.get(right.schedule or ""))]
    found += [moment for schedule in named for moment in _hours_of(schedule, shown.at)]
    found += _midnights(shown.at)
    yield from (moment for moment in found if moment is not None and shown.at < moment < shown.at + GOOD_FOR)


def _midnights(at: datetime) -> list[datetime]:
    today = at.astimezone(SITE_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    return [today + timedelta(days=days) for days in range(3)]


def _hours_of(schedule: Schedule, at: datetime) -> Iterator[datetime | None]:
    yield schedule.ended_at
    told = {hour for window in schedule.weekly for hour in (window.opens, window.closes)}
    told |= {hour for other in schedule.exceptions for hour in (other.opens, other.closes) if hour is not None}
    for midnight in _midnights(at):
        for hour in told - {"24:00"}:
            hours, minutes = hour.split(":")
            yield midnight.replace(hour=int(hours), minute=int(minutes))


def _joined(open: Iterable[Hours]) -> Iterator[Hours]:
    """Hours that follow on each other as one."""
    last: Hours | None = None
    for hours in open:
        if last is not None and last.until == hours.starts:
            last = Hours(last.starts, hours.until)
            continue
        if last is not None:
            yield last
        last = hours
    if last is not None:
        yield last
