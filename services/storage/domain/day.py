"""Days: what is billed runs from midnight to midnight in Europe/Paris, 23, 24 or 25 hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

GRACE = timedelta(minutes=5)
"""How long after midnight a day stays open for the samples still under way. Source: [K]."""

IN_SERVICE_SINCE = date(2018, 10, 1)
"""No sample is older than the site: in service since October 2018. Source: domain.md, The site [S]."""


def day_of(moment: datetime) -> date:
    """The day in Paris of a moment."""
    return moment.astimezone(PARIS).date()


def begin_of(day: date) -> datetime:
    """The midnight in Paris that begins a day, in UTC."""
    return datetime.combine(day, time(), PARIS).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The midnight in Paris that ends a day, in UTC."""
    return begin_of(day + timedelta(days=1))


def closing_of(day: date) -> datetime:
    """When a day is closed if no sample of a later day came before."""
    return end_of(day) + GRACE


def first_open(now: datetime) -> date:
    """The first day that is not over yet for whoever waits `GRACE` after midnight."""
    return day_of(now - GRACE)


def days(first: date, until: date) -> Iterator[date]:
    """Each day from `first` to the one before `until`."""
    for number in range((until - first).days):
        yield first + timedelta(days=number)
