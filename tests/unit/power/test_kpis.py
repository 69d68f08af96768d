"""Key figures of a month, from closed hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from services.power.domain.hours import MeterHour, hour_of
from services.power.domain.kpis import Metered, SiteHour, hour_id, kpis, month_of
from services.power.domain.registers import Mark
from services.power.domain.stretches import Span
from tests.unit.power.stories import at


def metered(kwh: str, quantity: str = "energy") -> MeterHour:
    span = Span(Mark(at("10:00"), Decimal(0)), Mark(at("11:00"), Decimal(kwh)))
    return hour_of("m1", quantity, span, (), 6)


def heat(kwh: str) -> MeterHour:
    return metered(kwh, "heat")


def test_a_month_is_a_calendar_month_in_paris() -> None:
    assert month_of("2026-01") == (datetime(2025, 12, 31, 23, tzinfo=UTC), datetime(2026, 1, 31, 23, tzinfo=UTC))
    start, end = month_of("2026-03")
    assert end - start == timedelta(hours=743)  # summer time begins
    assert month_of("2026-12")[1] == datetime(2026, 12, 31, 23, tzinfo=UTC)


def test_an_hour_of_the_site_adds_up_its_sources() -> None:
    hour = SiteHour(hour_id(at("10:00")), at("10:00"))
    assert hour.id == "2026-03-02T10Z"
    hour = hour.plus(metered("60"), "incomer", 100).plus(metered("60"), "incomer", 50)
    hour = hour.plus(metered("100"), "rack", 0).plus(heat("30"), "other", 0)
    found = kpis([hour], at("10:00"), at("11:00"), Metered(incomers=2, racks=1, heat_meters=1))
    assert [found.total_kwh, found.it_kwh, found.heat_kwh] == [Decimal(120), Decimal(100), Decimal(30)]
    assert (found.pue, found.erf, found.ref) == (Decimal("1.2"), Decimal("0.25"), Decimal("0.75"))
    assert found.complete


def test_a_month_is_complete_when_every_meter_closed_every_hour() -> None:
    whole = Metered(incomers=1, racks=2, heat_meters=0)
    hour = SiteHour(hour_id(at("10:00")), at("10:00")).plus(metered("9"), "incomer", 0).plus(metered("3"), "rack", 0)
    assert not kpis([hour], at("10:00"), at("11:00"), whole).complete  # one rack is missing
    hour = hour.plus(metered("3"), "rack", 0)
    assert kpis([hour], at("10:00"), at("11:00"), whole).complete
    assert not kpis([hour], at("10:00"), at("12:00"), whole).complete  # one hour is missing


def test_without_energy_there_is_no_ratio() -> None:
    found = kpis([], at("10:00"), at("11:00"), Metered(0, 0, 0))
    assert (found.pue, found.erf, found.ref, found.complete) == (None, None, None, False)
