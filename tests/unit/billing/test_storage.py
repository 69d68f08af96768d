"""TB-months: the mean of the month's daily peaks, 1 TB = 10^12 bytes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.billing.domain.month import Month
from services.billing.domain.stored import StorageMonth, tb_months
from tests.unit.billing.story import Billing

FEBRUARY = Month.parse("2028-02")


def month(billing: Billing, id: str = "ap-hp/2028-02") -> StorageMonth | None:
    return billing.unit.storage_months.get(id)


def test_a_leap_february_has_29_daily_peaks() -> None:
    billing = Billing()
    for day in range(1, 30):
        billing.stored(date(2028, 2, day), 10_000_000_000_000 if day < 29 else 39_000_000_000_000)
    # (28 x 10 + 39) / 29 = 11
    assert tb_months(month(billing), FEBRUARY.whole) == (Decimal(11), True)


def test_a_later_revision_of_a_day_replaces_it_an_earlier_one_does_not() -> None:
    billing = Billing()
    billing.stored(date(2028, 2, 29), 29_000_000_000_000, revision=2)
    billing.stored(date(2028, 2, 29), 58_000_000_000_000, revision=1)
    assert tb_months(month(billing), FEBRUARY.whole)[0] == 1
    billing.stored(date(2028, 2, 29), 58_000_000_000_000, revision=3)
    assert tb_months(month(billing), FEBRUARY.whole)[0] == 2


def test_a_month_is_complete_once_its_last_day_is_closed() -> None:
    billing = Billing()
    assert tb_months(None, FEBRUARY.whole) == (Decimal(0), False)
    billing.stored(date(2028, 2, 28), 29_000_000_000_000)
    assert tb_months(month(billing), FEBRUARY.whole) == (Decimal(1), False)


def test_part_of_a_month_counts_its_own_days_over_the_days_of_the_month() -> None:
    billing = Billing()
    for day in range(1, 30):
        billing.stored(date(2028, 2, day), 29_000_000_000_000)
    ten_days = FEBRUARY.between(date(2028, 2, 20), None)
    assert ten_days is not None
    assert tb_months(month(billing), ten_days) == (Decimal(10), True)
