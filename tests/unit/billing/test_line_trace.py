"""Every line explains itself: registers, days and hours add up again to it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from libs.events import Refused
from libs.http import Caller
from services.billing.domain.month import Month
from services.billing.routes import contracts, disputes, invoices, tenants
from services.billing.trace import LineTrace
from tests.unit.billing.story import Billing, item, utc

CITY, AP_HP, WATER = (
    Caller("billing", "billing"),
    Caller("tenant:ap-hp", "tenant", "ap-hp"),
    Caller("tenant:eau-de-paris", "tenant", "eau-de-paris"),
)


def march() -> Billing:
    billing = Billing().tenant()
    billing.contract(
        item("energy", "0.10", "kWh", sources=["r1-a", "r1-b"]),
        item("overage_power", "20.00", "kW", sources=["r1-a", "r1-b"], committed_kw="1"),
        item("storage", "31.00", "TB-month"),
        item("visit", "45.00", "visit"),
        item("rack", "650.00", "rack-month", racks=["r1"]),
    )
    billing.month_of_hours("r1-a", "2026-03", register="500", each="1.5")
    billing.month_of_hours("r1-b", "2026-03", register="900", each="0.5")
    billing.demand("r1-a", "2026-03-10T09:00", "2")
    billing.demand("r1-b", "2026-03-10T09:00", "1")
    billing.stored(Month.parse("2026-03").last_day, 5_000_000_000_000)
    billing.visit("v1", "2026-03-30T10:00", minutes=40)
    billing.at("2026-04-02T08:00:00").run("2026-03")
    return billing


def trace(billing: Billing, n: int, source: str | None = None) -> LineTrace:
    return invoices.line("2026-000001", n, billing.unit, CITY, source)


def test_energy_goes_down_to_hours_which_add_up_to_the_line() -> None:
    line = trace(march(), 1)
    assert [(s.source, str(s.register_from), str(s.register_until), str(s.kwh)) for s in line.sources] == [
        ("r1-a", "500", "1614.5", "1114.5"),  # 743 x 1.5
        ("r1-b", "900", "1271.5", "371.5"),
    ]
    hours = [hour for source in line.sources for day in source.days for hour in day.hours]
    assert sum((hour.kwh for hour in hours), Decimal(0)) == line.quantity == Decimal("1486.000")
    days = {str(day.day): len(day.hours) for day in line.sources[0].days}
    assert (len(days), days["2026-03-28"], days["2026-03-29"]) == (31, 24, 23)
    assert line.metered - line.included - line.billed_before == line.quantity
    first = line.sources[0].days[0].hours[0]
    assert (first.from_, first.until) == (utc("2026-02-28T23:00"), utc("2026-03-01T00:00"))


def test_a_line_can_be_narrowed_to_one_meter() -> None:
    assert [s.source for s in trace(march(), 1, "r1-b").sources] == ["r1-b"]


def test_the_peak_names_its_ten_minutes_and_who_had_what() -> None:
    peak = trace(march(), 2).peak
    assert peak is not None
    assert (peak.from_, peak.until - peak.from_) == (utc("2026-03-10T09:00"), timedelta(minutes=10))
    assert (peak.kw, peak.sources) == (Decimal(3), {"r1-a": Decimal(2), "r1-b": Decimal(1)})


def test_storage_visits_and_racks_name_theirs() -> None:
    billing = march()
    assert [(str(d.day), d.peak_bytes) for d in trace(billing, 3).stored] == [("2026-03-31", 5_000_000_000_000)]
    assert [(v.visit, v.minutes) for v in trace(billing, 4).visits] == [("v1", 40)]
    racks = trace(billing, 5)
    assert (racks.racks, racks.days_held, racks.days_of_month) == (("r1",), 31, 31)


def test_a_line_that_is_not_there_is_not_found() -> None:
    with pytest.raises(Refused, match="has no line 6: it has 5"):
        trace(march(), 6)


def test_a_tenant_sees_its_own_and_nobody_elses() -> None:
    billing = march().tenant("eau-de-paris")
    assert invoices.invoice("2026-000001", billing.unit, AP_HP).number == "2026-000001"
    for ask in (
        lambda: invoices.invoice("2026-000001", billing.unit, WATER),
        lambda: invoices.line("2026-000001", 1, billing.unit, WATER),
        lambda: tenants.tenant("ap-hp", billing.unit, WATER),
        lambda: tenants.usage("ap-hp", "2026-03", billing.unit, WATER),
        lambda: contracts.contract("ap-hp.2026-01-01", billing.unit, WATER),
        lambda: disputes.disputes("2026-000001", billing.unit, WATER),
        lambda: invoices.invoice("2026-000009", billing.unit, WATER),  # nobody's
        lambda: tenants.tenant("ap-h", billing.unit, WATER),
    ):
        with pytest.raises(Refused, match="sees its own data only") as refused:
            ask()
        assert refused.value.kind == "forbidden"
