"""Months are calendar months in Paris: their instants, their hours, their days."""

from __future__ import annotations

import pytest

from libs.events import Refused
from services.billing.domain.month import Month, utc_days
from tests.unit.billing.story import utc


def test_january_begins_an_hour_before_utc_does() -> None:
    january = Month.parse("2026-01")
    assert (january.start, january.end) == (utc("2025-12-31T23:00"), utc("2026-01-31T23:00"))
    assert january.whole.hours == 31 * 24 == 744


@pytest.mark.parametrize(
    ("month", "days", "hours"),
    [
        ("2026-03", 31, 743),  # 29 March has 23 hours
        ("2026-10", 31, 745),  # 25 October has 25 hours
        ("2026-07", 31, 744),
        ("2028-02", 29, 696),  # a leap year
        ("2026-02", 28, 672),
        ("2100-02", 28, 672),  # no leap year
    ],
)
def test_the_hours_of_a_month_follow_summer_time(month: str, days: int, hours: int) -> None:
    assert (Month.parse(month).days, Month.parse(month).whole.hours) == (days, hours)


def test_march_begins_in_winter_time_and_ends_in_summer_time() -> None:
    march = Month.parse("2026-03")
    assert (march.start, march.end) == (utc("2026-02-28T23:00"), utc("2026-03-31T22:00"))


def test_an_instant_belongs_to_the_month_that_it_is_in_paris() -> None:
    assert str(Month.of(utc("2026-01-31T22:59:59.999"))) == "2026-01"
    assert str(Month.of(utc("2026-01-31T23:00:00"))) == "2026-02"
    assert str(Month.of(utc("2026-12-31T23:00:00"))) == "2027-01"


def test_the_utc_days_of_a_month_begin_the_evening_before() -> None:
    days = list(utc_days(Month.parse("2026-01").start, Month.parse("2026-01").end))
    assert (len(days), str(days[0]), str(days[-1])) == (32, "2025-12-31", "2026-01-31")


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "26-01", "2026-01-01", "", "0000-01", "2026/01"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="is no month") as refused:
        Month.parse(text)
    assert refused.value.faults[0][0] == "/period"


def test_the_part_of_a_month_that_a_contract_covers() -> None:
    march = Month.parse("2026-03")
    from_the_20th = march.between(utc("2026-03-20T00:00").date(), None)
    assert from_the_20th is not None
    assert (from_the_20th.days_held, from_the_20th.hours) == (12, 12 * 24 - 1)
    assert march.between(utc("2026-04-01T00:00").date(), None) is None
    assert march.between(utc("2026-01-01T00:00").date(), utc("2026-02-28T00:00").date()) is None
