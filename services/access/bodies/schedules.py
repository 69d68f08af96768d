"""What is asked of schedules: hours of the week, and days that are otherwise."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from libs.http import Body, Day, Id
from services.access.domain.schedule import Day as Weekday
from services.access.domain.schedule import Holidays, OtherHours, Schedule, Window

Hour = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["08:00"])]
HourOrMidnight = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", examples=["19:00"])]


class Hours(Body):
    """Hours of some days of the week, in the site's time."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    opens: Hour = Field(alias="from")
    """When they begin."""
    to: HourOrMidnight
    """When they end, that same day."""


class HoursOfOneDay(Body):
    """Hours of one day instead of its usual ones; neither `from` nor `to`: closed all day."""

    on: Day
    opens: Hour | None = Field(default=None, alias="from")
    """When they begin."""
    to: HourOrMidnight | None = None
    """When they end, that same day."""


class NewSchedule(Body):
    """The hours in which rights apply."""

    id: Id
    weekly: tuple[Hours, ...]
    """The hours of each week."""
    holidays: Holidays = Holidays.NONE
    """Whose public holidays are days without hours."""
    exceptions: tuple[HoursOfOneDay, ...] = ()
    """Days that are otherwise."""

    def schedule(self) -> Schedule:
        weekly = tuple(Window(hours.days, hours.opens, hours.to) for hours in self.weekly)
        exceptions = tuple(OtherHours(other.on, other.opens, other.to) for other in self.exceptions)
        return Schedule(self.id, weekly, self.holidays, exceptions)
