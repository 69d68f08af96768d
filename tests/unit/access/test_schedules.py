"""Schedules: hours of the week in the site's time, holidays of France, days with hours of their own."""

from __future__ import annotations

from datetime import date

import pytest

from libs.events import Refused
from services.access.domain.holidays import easter_sunday, holidays
from services.access.domain.schedule import Day, Holidays, OtherHours, Schedule, Window, sound
from tests.unit.access.house import House, time

WORKDAYS = (Day.MON, Day.TUE, Day.WED, Day.THU, Day.FRI)
OFFICE = Schedule("office", (Window(WORKDAYS, "08:00", "19:00"),), Holidays.FR)


def opened(schedule: Schedule, *moments: str) -> list[bool]:
    return [schedule.is_open(time(moment)) for moment in moments]


def test_hours_are_those_of_paris() -> None:
    winter = opened(OFFICE, "2026-03-02 06:59:59", "2026-03-02 07:00:00", "2026-03-02 17:59:59", "2026-03-02 18:00:00")
    assert winter == [False, True, True, False]
    summer = opened(OFFICE, "2026-06-01 05:59:59", "2026-06-01 06:00:00", "2026-06-01 17:00:00")
    assert summer == [False, True, False]


def test_days_are_those_of_paris() -> None:
    """Sunday 23:30 UTC in winter is Monday half past midnight."""
    night = Schedule("night", (Window((Day.MON,), "00:00", "06:00"), Window((Day.SUN,), "22:00", "24:00")))
    assert opened(night, "2026-03-01 23:30:00", "2026-03-01 22:59:59", "2026-03-02 23:30:00") == [True, True, False]


def test_a_holiday_closes_what_keeps_holidays() -> None:
    whit_monday = "2026-05-25 10:00:00"
    always = Schedule("always", OFFICE.weekly, Holidays.NONE)
    assert opened(OFFICE, whit_monday) == [False]
    assert opened(always, whit_monday) == [True]


def test_a_day_of_its_own_comes_before_all_else() -> None:
    exceptions = (OtherHours(date(2026, 5, 25), "10:00", "12:00"), OtherHours(date(2026, 5, 26)))
    schedule = Schedule("office", OFFICE.weekly, Holidays.FR, exceptions)
    assert opened(schedule, "2026-05-25 07:59:59", "2026-05-25 08:00:00", "2026-05-25 10:00:00") == [False, True, False]
    assert opened(schedule, "2026-05-26 10:00:00") == [False]


def test_an_ended_schedule_is_never_open() -> None:
    ended = OFFICE.ended(time("2026-03-02 12:00:00"))
    assert opened(ended, "2026-03-02 11:59:59", "2026-03-02 12:00:00") == [True, False]


def test_the_holidays_of_2026() -> None:
    assert sorted(holidays(2026)) == [
        date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14),
        date(2026, 5, 25), date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11),
        date(2026, 12, 25),
    ]  # fmt: skip


def test_easter() -> None:
    """The earliest and the latest of this century among them."""
    known = [
        date(2008, 3, 23),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2038, 4, 25),
        date(2285, 3, 22),
    ]
    assert [easter_sunday(day.year) for day in known] == known


def test_a_schedule_that_contradicts_itself() -> None:
    day = date(2026, 5, 25)
    wrong = Schedule(
        "wrong", (Window(WORKDAYS, "08:00", "19:00"), Window(WORKDAYS, "22:00", "06:00")), Holidays.NONE,
        (OtherHours(day, "10:00", None), OtherHours(day, "12:00", "12:00")),
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        sound(wrong)
    assert list(refused.value.faults) == [
        ("/weekly/1/to", "06:00 is not after 22:00; a night is two windows"),
        ("/exceptions/0", "from and to come together, or neither for a closed day"),
        ("/exceptions/1/to", "12:00 is not after 12:00"),
        ("/exceptions/1/on", "2026-05-25 has its own hours already"),
    ]


def test_a_right_in_a_schedule_holds_in_its_hours() -> None:
    house = House()
    nadia = house.person("nadia")
    house.unit.put(nadia.with_right(type(nadia.rights[0])("lobby", "office", id=nadia.rights[0].id)))
    assert house.badge("06:30:00", "entrance", "in", "nadia") == "outside_schedule"
    assert house.badge("07:00:00", "entrance", "in", "nadia") == "ok"
    assert house.badge("2026-03-04 07:00:00", "entrance", "in", "nadia") == "outside_schedule"  # a Wednesday
