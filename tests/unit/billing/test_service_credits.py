"""Hours in which what a tenant hosts was not fit for service are credited, at the price that the contract names."""

from __future__ import annotations

from decimal import Decimal

import pytest

from libs.events import Refused
from services.billing.heard import Activated, RackRegistered, ReturnedToQuiescent
from services.billing.keeping import close_credit_window, open_credit_window, place_rack
from services.billing.trace import explain
from tests.unit.billing.story import Billing, item, lines_of, stored_again, utc

RACKS = item("rack", "310.00", "rack-month", racks=["n01", "n02"])
CREDIT = item("service_credit", "40.00", "h", included="1")


def hosted(*items: dict[str, object]) -> Billing:
    """AP-HP with two racks in hall-a, in a contract of these items."""
    billing = Billing("2026-01-05T08:00:00").tenant()
    for rack in ("n01", "n02"):
        place_rack(RackRegistered(time=billing.unit.now, rack=rack, zone="hall-a", sources=()), billing.unit)
    billing.contract(*items)
    return billing


def fire(billing: Billing, zone: str, begin: str, end: str) -> None:
    open_credit_window(Activated(time=utc(begin), zone=zone), billing.unit)
    close_credit_window(ReturnedToQuiescent(time=utc(end), zone=zone), billing.unit)


def test_hours_beyond_what_is_borne_are_a_negative_line_that_explains_itself() -> None:
    billing = hosted(RACKS, CREDIT)
    fire(billing, "hall-a", "2026-03-02T10:00", "2026-03-02T12:30")
    fire(billing, "hall-b", "2026-03-03T10:00", "2026-03-03T20:00")  # nothing of theirs stands there
    billing.at("2026-04-02T08:00:00").run("2026-03")
    invoice = billing.invoice("2026-000001")
    assert lines_of(invoice) == [("rack", "2.000", "620.00"), ("service_credit", "-1.500", "-60.00")]
    told = explain(invoice, invoice.lines[1], None, billing.unit)
    assert (told.metered, told.included, told.quantity) == (Decimal("2.500"), Decimal("1.000"), Decimal("-1.500"))
    assert [(w.from_, w.until) for w in told.windows] == [(utc("2026-03-02T10:00"), utc("2026-03-02T12:30"))]
    stored_again(billing.unit)


def test_two_fires_at_once_count_once_and_a_fire_over_the_month_s_end_in_each_month() -> None:
    billing = hosted(RACKS, item("service_credit", "40.00", "h"))
    place_rack(RackRegistered(time=billing.unit.now, rack="n02", zone="hall-b", sources=()), billing.unit)
    fire(billing, "hall-a", "2026-03-02T10:00", "2026-03-02T12:00")
    fire(billing, "hall-b", "2026-03-02T11:00", "2026-03-02T13:00")
    fire(billing, "hall-a", "2026-03-31T20:00", "2026-04-01T01:00")  # midnight in Paris is 22:00
    billing.at("2026-05-02T08:00:00").run("2026-03")
    billing.run("2026-04")
    assert lines_of(billing.invoice("2026-000001"))[1] == ("service_credit", "-5.000", "-200.00")
    assert lines_of(billing.invoice("2026-000002"))[1] == ("service_credit", "-3.000", "-120.00")


def test_a_window_that_is_still_open_is_billed_so_far_and_adjusted_when_it_has_closed() -> None:
    billing = hosted(RACKS, item("service_credit", "40.00", "h"))
    open_credit_window(Activated(time=utc("2026-03-31T12:00"), zone="hall-a"), billing.unit)
    billing.at("2026-04-01T08:00:00").run("2026-03")
    assert lines_of(billing.invoice("2026-000001"))[1] == ("service_credit", "-10.000", "-400.00")
    close_credit_window(ReturnedToQuiescent(time=utc("2026-04-01T09:00"), zone="hall-a"), billing.unit)
    billing.at("2026-05-02T08:00:00").run("2026-04")
    assert lines_of(billing.invoice("2026-000002"))[1:] == [("service_credit", "-11.000", "-440.00")]


def test_it_is_priced_by_the_hour() -> None:
    with pytest.raises(Refused) as no:
        hosted(item("service_credit", "40.00", "kWh"))
    assert no.value.faults == (("/items/0/unit", "service_credit is billed in h, not in 'kWh'"),)
