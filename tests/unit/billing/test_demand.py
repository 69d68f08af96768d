"""Overage: the highest 10-minute mean of all sources together, over what is committed."""

from __future__ import annotations

from decimal import Decimal

from services.billing.domain.demand import Demand, DemandDay, Peak
from services.billing.domain.month import Month
from tests.unit.billing.story import Billing, item, lines_of, utc

JANUARY = Month.parse("2026-01")


def days(billing: Billing) -> list[DemandDay]:
    return billing.unit.values(billing.unit.collections()["demand_days"])


def test_the_peak_is_that_of_the_sum_not_the_sum_of_the_peaks() -> None:
    billing = Billing()
    billing.demand("a", "2026-01-10T09:00", "8.0")
    billing.demand("b", "2026-01-10T09:00", "1.0")
    billing.demand("a", "2026-01-10T09:10", "5.0")
    billing.demand("b", "2026-01-10T09:10", "5.5")
    demand = Demand.of(days(billing), JANUARY.start, JANUARY.end, sources=2)
    peak, complete = demand.highest, demand.complete
    assert peak == Peak(utc("2026-01-10T09:10"), Decimal("10.5"))
    assert not complete


def test_the_earlier_of_two_equal_peaks_is_named() -> None:
    billing = Billing()
    billing.demand("a", "2026-01-10T09:10", "5.0")
    billing.demand("a", "2026-01-10T09:00", "5.0")
    peak = Demand.of(days(billing), JANUARY.start, JANUARY.end, sources=1).highest
    assert peak is not None
    assert peak.at == utc("2026-01-10T09:00")


def test_ten_minutes_of_another_month_do_not_count() -> None:
    billing = Billing()
    billing.demand("a", "2026-01-31T22:50", "3.0")
    billing.demand("a", "2026-01-31T23:00", "9.0")  # 1 February in Paris
    peak = Demand.of(days(billing), JANUARY.start, JANUARY.end, sources=1).highest
    assert peak == Peak(utc("2026-01-31T22:50"), Decimal("3.0"))


def test_it_is_complete_when_every_ten_minutes_of_every_source_are_there() -> None:
    billing = Billing()
    for hour in range(24):
        for minute in range(0, 60, 10):
            billing.demand("a", f"2026-01-10T{hour:02d}:{minute:02d}", "1")
    assert Demand.of(days(billing), utc("2026-01-10T00:00"), utc("2026-01-11T00:00"), 1).complete
    assert not Demand.of(days(billing), utc("2026-01-10T00:00"), utc("2026-01-11T00:00"), 2).complete


def test_overage_is_what_goes_beyond_the_commitment_and_never_less_than_nothing() -> None:
    billing = Billing().tenant()
    billing.contract(
        item("committed_power", "12.00", "kW", committed_kw="10"),
        item("overage_power", "30.00", "kW", sources=["a", "b"]),
    )
    billing.demand("a", "2026-01-10T09:00", "6.1234")
    billing.demand("b", "2026-01-10T09:00", "5.0000")
    billing.demand("a", "2026-02-10T09:00", "9.9")
    january, february = billing.at("2026-03-01T12:00:00").run("2026-01"), billing.run("2026-02")
    # 6.1234 + 5 = 11.1234 kW, 10 committed -> 1.123 kW x 30 EUR
    assert lines_of(billing.invoice(january.invoices[0])) == [
        ("committed_power", "10.000", "120.00"),
        ("overage_power", "1.123", "33.69"),
    ]
    assert lines_of(billing.invoice(february.invoices[0]))[1] == ("overage_power", "0.000", "0.00")
