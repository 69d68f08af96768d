"""What comes after the invoice becomes an adjustment on the next one; the invoice itself never changes."""

from __future__ import annotations

from datetime import timedelta

from services.billing.domain.month import Month
from services.billing.events import UsageRated
from tests.unit.billing.story import Billing, item, lines_of, stored_again, utc

JANUARY, FEBRUARY = Month.parse("2026-01"), Month.parse("2026-02")
FIXED = item("fixed", "100.00", "month")
ENERGY = item("energy", "0.10", "kWh", sources=["r1-a"])


def january_until_the_20th() -> Billing:
    """The meter was silent from 20 January 12:00 in Paris; January was billed as far as it was known."""
    billing = Billing().tenant()
    billing.contract(ENERGY, FIXED)
    billing.hours("r1-a", JANUARY.start, utc("2026-01-20T11:00"), register="1000", each="2")
    billing.at("2026-02-02T08:00:00").run("2026-01")
    return billing


def test_hours_that_come_late_are_billed_with_the_next_month_at_the_old_price() -> None:
    billing = january_until_the_20th()
    # 19 days and 12 hours = 468 hours x 2 kWh
    assert lines_of(billing.invoice("2026-000001"))[0] == ("energy", "936.000", "93.60")

    billing.hours("r1-a", utc("2026-01-20T11:00"), JANUARY.end, register="1936", each="2")
    billing.month_of_hours("r1-a", "2026-02", register="2488", each="1")
    billing.at("2026-03-02T08:00:00").run("2026-02")

    february = billing.invoice("2026-000002")
    assert lines_of(february) == [
        ("energy", "672.000", "67.20"),
        ("fixed", "1.000", "100.00"),
        ("adjustment", "552.000", "55.20"),  # 744 x 2 - 936
    ]
    late = february.lines[2]
    assert (late.period, late.label, late.contract) == (
        "2026-01",
        "Régularisation 2026-01 : energy",
        "ap-hp.2026-01-01",
    )
    assert lines_of(billing.invoice("2026-000001"))[0] == ("energy", "936.000", "93.60")
    revisions = [t.revision for t in billing.told if isinstance(t, UsageRated) and t.period == "2026-01"]
    assert revisions == [1, 2]
    stored_again(billing.unit)


def test_an_adjustment_is_billed_once() -> None:
    billing = january_until_the_20th()
    billing.hours("r1-a", utc("2026-01-20T11:00"), JANUARY.end, register="1936", each="2")
    billing.at("2026-03-02T08:00:00").run("2026-02")
    billing.at("2026-04-02T08:00:00").run("2026-03")
    assert "adjustment" in [line.kind for line in billing.invoice("2026-000002").lines]
    assert [line.kind for line in billing.invoice("2026-000003").lines] == ["energy", "fixed"]


def test_an_hour_corrected_downwards_is_given_back() -> None:
    billing = Billing().tenant()
    billing.contract(ENERGY, FIXED)
    billing.month_of_hours("r1-a", "2026-01", register="1000", each="2")
    billing.month_of_hours("r1-a", "2026-02", register="2488", each="2")
    billing.at("2026-02-02T08:00:00").run("2026-01")

    last = JANUARY.end - timedelta(hours=1)
    billing.hour("r1-a", last, "2486", "2486.5")  # it had been 2 kWh
    billing.at("2026-03-02T08:00:00").run("2026-02")
    assert lines_of(billing.invoice("2026-000002"))[2] == ("adjustment", "-1.500", "-0.15")


def test_a_late_visit_and_a_late_storage_day_are_found_too() -> None:
    billing = Billing().tenant()
    billing.contract(item("visit", "45.00", "visit"), item("storage", "31.00", "TB-month"), FIXED)
    billing.at("2026-02-02T08:00:00").run("2026-01")
    billing.visit("v1", "2026-01-30T10:00")
    billing.stored(JANUARY.last_day, 1_000_000_000_000)
    billing.at("2026-03-02T08:00:00").run("2026-02")
    assert lines_of(billing.invoice("2026-000002"))[3:] == [
        ("adjustment", "1.000", "45.00"),
        ("adjustment", "0.032", "0.99"),  # 1 / 31 = 0.03226; 0.032 x 31 = 0.992
    ]


def test_a_tenant_who_left_still_pays_its_late_usage() -> None:
    billing = Billing().tenant()
    billing.contract(ENERGY, until="2026-01-31")
    billing.hours("r1-a", JANUARY.start, utc("2026-01-20T11:00"), register="0", each="1")
    billing.at("2026-02-02T08:00:00").run("2026-01")
    billing.hours("r1-a", utc("2026-01-20T11:00"), JANUARY.end, register="468", each="1")
    billing.at("2026-03-02T08:00:00").run("2026-02")
    invoice = billing.invoice("2026-000002")
    assert lines_of(invoice) == [("adjustment", "276.000", "27.60")]
    assert invoice.engagements == ("4500012345",)


def test_what_a_credit_note_takes_back_is_owed_again_with_what_came_since() -> None:
    billing = january_until_the_20th()
    billing.credit("2026-000001")  # number 2: 936 kWh and the month's fixed price are taken back
    billing.hours("r1-a", utc("2026-01-20T11:00"), JANUARY.end, register="1936", each="2")
    billing.at("2026-03-02T08:00:00").run("2026-02")
    assert lines_of(billing.invoice("2026-000003"))[2:] == [
        ("adjustment", "1488.000", "148.80"),
        ("adjustment", "1.000", "100.00"),
    ]
    assert billing.run("2026-01").invoices == ("2026-000001",)


def test_a_late_peak_raises_the_overage_of_its_month() -> None:
    billing = Billing().tenant()
    billing.contract(
        item("committed_power", "10.00", "kW", committed_kw="4"),
        item("overage_power", "20.00", "kW", sources=["r1-a"]),
    )
    billing.demand("r1-a", "2026-01-10T09:00", "5")
    billing.at("2026-02-02T08:00:00").run("2026-01")
    billing.demand("r1-a", "2026-01-11T09:00", "7.5")
    billing.at("2026-03-02T08:00:00").run("2026-02")
    assert lines_of(billing.invoice("2026-000001"))[1] == ("overage_power", "1.000", "20.00")
    assert lines_of(billing.invoice("2026-000002"))[2] == ("adjustment", "2.500", "50.00")


def test_a_peak_that_power_knows_better_changes_the_overage_of_its_month() -> None:
    billing = Billing().tenant()
    billing.contract(
        item("committed_power", "10.00", "kW", committed_kw="4"),
        item("overage_power", "20.00", "kW", sources=["r1-a"]),
    )
    billing.demand("r1-a", "2026-01-10T09:00", "7.2")
    billing.at("2026-02-02T08:00:00").run("2026-01")
    billing.demand_corrected("r1-a", "2026-01-10T09:00", "6")
    billing.at("2026-03-02T08:00:00").run("2026-02")
    assert lines_of(billing.invoice("2026-000001"))[1] == ("overage_power", "3.200", "64.00")
    assert lines_of(billing.invoice("2026-000002"))[2] == ("adjustment", "-1.200", "-24.00")
