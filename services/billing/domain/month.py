"""The calendar month in Paris, and the part of it that a contract covers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from libs.events import Refused, Value

PARIS = ZoneInfo("Europe/Paris")
"""Periods are calendar months of this zone: a month has 23- and 25-hour days (public-face.md, billing)."""

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class Month(Value, order=True):
    """A billing period, written `2026-01`."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str, at: str = "/period") -> Month:
        """Raises Refused (invalid) when the text is no month."""
        found = _MONTH.fullmatch(text)
        if not found or found[1] == "0000":
            raise Refused("invalid", f"{text!r} is no month: write 2026-01", at)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, instant: datetime) -> Month:
        """The month that this instant lies in, in Paris."""
        local = instant.astimezone(PARIS)
        return cls(local.year, local.month)

    @classmethod
    def at(cls, day: date) -> Month:
        """The month of a day."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def next(self) -> Month:
        return Month(self.year + 1, 1) if self.number == 12 else Month(self.year, self.number + 1)

    @property
    def before(self) -> Month:
        return Month(self.year - 1, 12) if self.number == 1 else Month(self.year, self.number - 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def days(self) -> int:
        return self.last_day.day

    @property
    def start(self) -> datetime:
        return midnight(self.first_day)

    @property
    def end(self) -> datetime:
        return self.next.start

    @property
    def whole(self) -> Span:
        return Span(self, self.first_day, self.last_day)

    def between(self, first_day: date, last_day: date | None) -> Span | None:
        """The part of this month from `first_day` to `last_day` (both covered; None: no end), or None."""
        first = max(self.first_day, first_day)
        last = self.last_day if last_day is None else min(self.last_day, last_day)
        return Span(self, first, last) if first <= last else None


class Span(Value):
    """Whole days of one month in Paris, first and last included."""

    month: Month
    first_day: date
    last_day: date

    @property
    def days_held(self) -> int:
        return (self.last_day - self.first_day).days + 1

    @property
    def start(self) -> datetime:
        return midnight(self.first_day)

    @property
    def end(self) -> datetime:
        """The instant at which the day after the last begins."""
        return midnight(self.last_day + timedelta(days=1))

    @property
    def hours(self) -> int:
        """24 a day, but one less in the night that summer time begins and one more in the night it ends."""
        return int((self.end - self.start) / timedelta(hours=1))

    @property
    def days(self) -> Iterator[date]:
        return (self.first_day + timedelta(days=n) for n in range(self.days_held))


def midnight(day: date) -> datetime:
    """The instant, in UTC, at which a day begins in Paris."""
    return datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC)


def utc_days(start: datetime, end: datetime) -> Iterator[date]:
    """The UTC days that hold the instants from `start` (included) to `end` (not included)."""
    day, last = start.astimezone(UTC).date(), (end - timedelta(milliseconds=1)).astimezone(UTC).date()
    while day <= last:
        yield day
        day += timedelta(days=1)
