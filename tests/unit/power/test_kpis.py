"""Key figures of a month, from closed hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from libs.events import replace
from services.power.domain.hours import MeterHour, hour_of
from services.power.domain.kpis import Metered, kpis
from services.power.domain.periods import span_of
from services.power.domain.registers import Mark
from services.power.domain.site_hours import Mix, SiteHour, hour_id
from services.power.domain.stretches import Span
from tests.unit.power.stories import at


def metered(kwh: str, quantity: str = "energy") -> MeterHour:
    span = Span(Mark(at("10:00"), Decimal(0)), Mark(at("11:00"), Decimal(kwh)))
    return hour_of("m1", quantity, span, (), 6)


def heat(kwh: str) -> MeterHour:
    return metered(kwh, "heat")


def test_a_month_is_a_calendar_month_in_paris() -> None:
    assert span_of("2026-01") == (datetime(2025, 12, 31, 23, tzinfo=UTC), datetime(2026, 1, 31, 23, tzinfo=UTC))
    start, end = span_of("2026-03")
    assert end - start == timedelta(hours=743)  # summer time begins
    assert span_of("2026-12")[1] == datetime(2026, 12, 31, 23, tzinfo=UTC)


def test_an_hour_of_the_site_adds_up_its_sources() -> None:
    hour = SiteHour(hour_id(at("10:00")), at("10:00"))
    assert hour.id == "2026-03-02T10Z"
    hour = hour.plus(metered("60"), "incomer", Mix(100)).plus(metered("60"), "incomer", Mix(50))
    hour = hour.plus(metered("100"), "rack", Mix()).plus(heat("30"), "other", Mix())
    found = kpis([hour], at("10:00"), at("11:00"), Metered(incomers=2, racks=1, heat_meters=1))
    assert [found.total_kwh, found.it_kwh, found.heat_kwh] == [Decimal(120), Decimal(100), Decimal(30)]
    assert (found.pue, found.erf, found.ref) == (Decimal("1.2"), Decimal("0.25"), Decimal("0.75"))
    assert found.complete


def test_what_is_estimated_is_a_part_of_the_meters_that_count() -> None:
    guessed = replace(metered("60"), estimated=True)
    hour = SiteHour(hour_id(at("10:00")), at("10:00")).plus(metered("60"), "incomer", Mix())
    hour = hour.plus(guessed, "rack", Mix()).plus(guessed, "node", Mix()).plus(guessed, "generator", Mix())
    whole = Metered(incomers=1, racks=1, heat_meters=0)
    assert kpis([hour], at("10:00"), at("11:00"), whole).estimated == Decimal("0.5")
    for role in ("rack", "node"):
        hour = hour.corrected(guessed, metered("60"), role, Mix())
    assert kpis([hour], at("10:00"), at("11:00"), whole).estimated == 0


def test_a_month_is_complete_when_every_meter_closed_every_hour() -> None:
    whole = Metered(incomers=1, racks=2, heat_meters=0)
    hour = (
        SiteHour(hour_id(at("10:00")), at("10:00"))
        .plus(metered("9"), "incomer", Mix())
        .plus(metered("3"), "rack", Mix())
    )
    assert not kpis([hour], at("10:00"), at("11:00"), whole).complete  # one rack is missing
    hour = hour.plus(metered("3"), "rack", Mix())
    assert kpis([hour], at("10:00"), at("11:00"), whole).complete
    assert not kpis([hour], at("10:00"), at("12:00"), whole).complete  # one hour is missing


def test_years_days_and_hours_are_those_of_paris() -> None:
    for period, hours in (("2026", 8760), ("2024", 8784), ("2026-03-29", 23), ("2026-10-25", 25), ("2026-01-15T10", 1)):
        start, end = span_of(period)
        assert (end - start) // timedelta(hours=1) == hours, period
    assert span_of("2026-07-01T00")[0] == datetime(2026, 6, 30, 22, tzinfo=UTC)


@pytest.mark.parametrize("period", ["2026-02-30", "2026-13", "26", "2026-01-01T24", "2026-1"])
def test_what_is_no_period(period: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        span_of(period)


def test_water_and_carbon_where_they_are_known() -> None:
    hour = SiteHour(hour_id(at("10:00")), at("10:00"))
    hour = hour.plus(metered("120"), "incomer", Mix(0, 50)).plus(metered("100"), "rack", Mix())
    hour = hour.plus(metered("180", "water"), "other", Mix())
    whole = Metered(incomers=1, racks=1, heat_meters=0, water_meters=1)
    found = kpis([hour], at("10:00"), at("12:00"), whole)
    assert (found.wue, found.cue) == (Decimal("1.8"), Decimal("0.06"))  # 6 kg to 100 kWh
    assert (found.complete, found.completeness, found.estimated) == (False, Decimal("0.5"), Decimal(0))
    dark = hour.plus(metered("10"), "generator", Mix())
    assert kpis([dark], at("10:00"), at("11:00"), whole).cue is None  # what it emits is not declared
    assert kpis([hour], at("10:00"), at("11:00"), Metered(1, 1, 0)).wue is None


def test_without_energy_there_is_no_ratio() -> None:
    found = kpis([], at("10:00"), at("11:00"), Metered(0, 0, 0))
    assert (found.pue, found.erf, found.ref, found.complete) == (None, None, None, False)
