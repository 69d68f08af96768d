"""Rights, and the hours in which they hold."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from libs.http import Answer, At
from services.access.domain.person import Right
from services.access.domain.schedule import Day, Holidays, Schedule


class HoursAnswer(Answer):
    """Hours of some days of the week, in the site's time."""

    days: tuple[Day, ...]
    opens: str = Field(serialization_alias="from")
    to: str


class HoursOfOneDayAnswer(Answer):
    """Hours of one day instead of its usual ones; nulls: closed all day."""

    on: date
    opens: str | None = Field(serialization_alias="from")
    to: str | None


class ScheduleAnswer(Answer):
    """The hours in which rights apply."""

    id: str
    weekly: list[HoursAnswer]
    holidays: Holidays
    exceptions: list[HoursOfOneDayAnswer]
    ended_at: At | None

    @classmethod
    def of(cls, schedule: Schedule) -> ScheduleAnswer:
        return cls(
            id=schedule.id,
            weekly=[HoursAnswer(days=w.days, opens=w.opens, to=w.closes) for w in schedule.weekly],
            holidays=schedule.holidays,
            exceptions=[HoursOfOneDayAnswer(on=o.on, opens=o.opens, to=o.closes) for o in schedule.exceptions],
            ended_at=schedule.ended_at,
        )


class RightAnswer(Answer):
    """A right, or a denial."""

    id: str
    person: str
    zone: str
    schedule: str | None
    starts: At | None = Field(serialization_alias="from")
    until: At | None
    deny: bool
    """The person may not enter, whatever else they are given."""
    threat_level: int
    """The highest threat level of the zone at which it holds."""
    visit: str | None
    """The visit that it comes with, and ends with."""

    @classmethod
    def of(cls, person: str, right: Right) -> RightAnswer:
        return cls(
            id=right.id, person=person, zone=right.zone, schedule=right.schedule, starts=right.starts,
            until=right.until, deny=right.deny, threat_level=right.threat_level, visit=right.visit,
        )  # fmt: skip
