"""The yearly report of Reg. (EU) 2024/1364: metered, declared or missing, never guessed."""

from __future__ import annotations

from decimal import Decimal

from services.power.domain.kpis import Metered, kpis
from services.power.domain.report import Declared, Field, report
from services.power.domain.site_hours import Mix, SiteHour, hour_id
from tests.unit.power.stories import at
from tests.unit.power.test_kpis import heat, metered

DECLARED = Declared(name="Chapelle", installed_it_kw=Decimal(900), floor_m2=Decimal(760))


def found(water: bool = False) -> dict[str, Field]:
    hour = SiteHour(hour_id(at("10:00")), at("10:00"))
    hour = hour.plus(metered("120"), "incomer", Mix(50)).plus(metered("100"), "rack", Mix())
    hour = hour.plus(heat("30"), "other", Mix())
    if water:
        hour = hour.plus(metered("5000", "water"), "other", Mix())
    known = kpis([hour], at("10:00"), at("11:00"), Metered(1, 1, 1, int(water)))
    lines = report("2026", DECLARED, known)
    assert len({line.field for line in lines}) == len(lines)
    return {line.field: line for line in lines}


def test_what_is_metered_and_what_is_declared() -> None:
    lines = found()
    assert lines["total energy consumption"] == Field("II", "total energy consumption", "120.000", "kWh", "metered")
    assert lines["waste heat reused"].value == "30.000"
    assert lines["total renewable energy consumption from guarantees of origin"].value == "60.000"
    assert lines["installed information technology power demand"][2:] == ("900", "kW", "declared")
    assert lines["power usage effectiveness (PUE)"].value == "1.2000"
    assert lines["completeness of the metered hours"].value == "1.0000"


def test_what_nobody_knows_is_missing_and_not_nought() -> None:
    lines = found()
    assert lines["total water input"][2:] == ("", "m3", "missing")
    assert lines["types of refrigerants used"][2:] == ("", "", "missing")
    assert lines["water usage effectiveness (WUE)"].origin == "missing"


def test_water_is_told_in_cubic_metres() -> None:
    assert found(water=True)["total water input"][2:] == ("5.000", "m3", "metered")
