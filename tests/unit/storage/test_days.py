"""Days of Paris."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from libs.events import Refused
from services.storage.domain.day import closing_of, day_of, end_of, first_open
from services.storage.domain.samples import sample_day


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_winter_day_ends_at_23_utc_a_summer_day_at_22() -> None:
    assert end_of(date(2026, 1, 31)) == utc("2026-01-31T23:00")
    assert end_of(date(2026, 7, 14)) == utc("2026-07-14T22:00")


def test_the_days_of_the_clock_changes_have_23_and_25_hours() -> None:
    # 2026-03-29: 02:00 → 03:00; 2026-10-25: 03:00 → 02:00
    assert end_of(date(2026, 3, 29)) - end_of(date(2026, 3, 28)) == utc("2026-01-01T23:00") - utc("2026-01-01T00:00")
    assert end_of(date(2026, 10, 25)) - end_of(date(2026, 10, 24)) == utc("2026-01-02T01:00") - utc("2026-01-01T00:00")


def test_midnight_belongs_to_the_day_that_begins() -> None:
    assert day_of(utc("2026-01-31T22:59:59.999")) == date(2026, 1, 31)
    assert day_of(utc("2026-01-31T23:00")) == date(2026, 2, 1)


def test_a_day_closes_five_minutes_after_midnight() -> None:
    assert closing_of(date(2026, 1, 31)) == utc("2026-01-31T23:05")
    assert first_open(utc("2026-01-31T23:04:59")) == date(2026, 1, 31)
    assert first_open(utc("2026-01-31T23:05")) == date(2026, 2, 1)


def test_a_sample_older_than_the_site_is_refused() -> None:
    assert sample_day(utc("2018-10-01T12:00")) == date(2018, 10, 1)
    with pytest.raises(Refused) as no:
        sample_day(utc("1970-01-01T00:00"))
    assert no.value.kind == "invalid"
    assert no.value.faults == (("/at", "1970-01-01 is before the site went into service on 2018-10-01"),)
