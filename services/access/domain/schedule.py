"""Schedules: the hours of the week in which a right holds, in the site's own time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from libs.events import Refused, Value, replace
from services.access.domain.holidays import is_holiday

SITE_TIME = ZoneInfo("Europe/Paris")


class Day(StrEnum):
    """A day of the week, in the order of `date.weekday()`."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


DAYS = tuple(Day)


class Holidays(StrEnum):
    """Whose public holidays close the schedule."""

    FR = "FR"
    NONE = "none"


class Window(Value):
    """Hours of some days of the week, `HH:MM` to `HH:MM` (the end left out; `24:00` is the day's end)."""

    days: tuple[Day, ...]
    opens: str
    closes: str


class OtherHours(Value):
    """Hours of one day instead of its usual ones; closed all day when both are None."""

    on: date
    opens: str | None = None
    closes: str | None = None


class Schedule(Value):
    """When rights that name it hold. From `ended_at` on it is never open."""

    id: str
    weekly: tuple[Window, ...]
    holidays: Holidays = Holidays.NONE
    exceptions: tuple[OtherHours, ...] = ()
    ended_at: datetime | None = None

    def has_ended(self, at: datetime) -> bool:
        return self.ended_at is not None and at >= self.ended_at

    def is_open(self, at: datetime) -> bool:
        """Whether the moment lies within the hours: exceptions first, then holidays, then the week."""
        if self.has_ended(at):
            return False
        local = at.astimezone(SITE_TIME)
        day, hour = local.date(), local.time().isoformat("minutes")
        for other in self.exceptions:
            if other.on == day:
                return other.opens is not None and other.opens <= hour < (other.closes or "24:00")
        if self.holidays is Holidays.FR and is_holiday(day):
            return False
        today = DAYS[day.weekday()]
        return any(today in window.days and window.opens <= hour < window.closes for window in self.weekly)

    def ended(self, at: datetime) -> Schedule:
        return replace(self, ended_at=at)


def sound(schedule: Schedule) -> Schedule:
    """The schedule, if it does not contradict itself. Raises `Refused` with every fault."""
    faults = [
        (f"/weekly/{n}/to", f"{window.closes} is not after {window.opens}; a night is two windows")
        for n, window in enumerate(schedule.weekly)
        if window.closes <= window.opens
    ]
    faults += _exception_faults(schedule.exceptions)
    if faults:
        raise Refused.many(faults)
    return schedule


def _exception_faults(exceptions: Sequence[OtherHours]) -> list[tuple[str, str]]:
    faults, seen = [], set[date]()
    for n, other in enumerate(exceptions):
        if (other.opens is None) != (other.closes is None):
            faults.append((f"/exceptions/{n}", "from and to come together, or neither for a closed day"))
        elif other.opens is not None and other.closes is not None and other.closes <= other.opens:
            faults.append((f"/exceptions/{n}/to", f"{other.closes} is not after {other.opens}"))
        if other.on in seen:
            faults.append((f"/exceptions/{n}/on", f"{other.on} has its own hours already"))
        seen.add(other.on)
    return faults
