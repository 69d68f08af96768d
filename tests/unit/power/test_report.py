"""The yearly report of Reg. (EU) 2024/1364: metered, declared or missing, never guessed."""

from __future__ import annotations

from decimal import Decimal

from services.power.domain.declared import Declared
from services.power.domain.kpis import Metered, kpis
from services.power.domain.report import Field, report
from services.power.domain.site_hours import Mix, SiteHour, hour_id
from tests.unit.power.stories import at
from tests.unit.power.test_kpis import heat, metered

DECLARED = Declared(
    name="Chapelle", kind="co-hosting", installed_it_kw=Decimal(900), floor_m2=Decimal(760),
    bandwidth_in_gigabytes=Decimal("12.5"), storage_bytes=Decimal("2.5e15"),
)  # fmt: skip


def found(water: bool = False) -> dict[str, Field]:
    hour = SiteHour(hour_id(at("10:00")), at("10:00"))
    hour = hour.plus(metered("120"), "incomer", Mix(50)).plus(metered("100"), "rack", Mix())
    hour = hour.plus(heat("30"), "other", Mix()).plus(metered("12"), "generator", Mix())
    if water:
        hour = hour.plus(metered("5000", "water"), "other", Mix())
    known = kpis([hour], at("10:00"), at("11:00"), Metered(1, 1, 1, int(water)))
    lines = report("2026", DECLARED, known)
    assert len({line.field for line in lines}) == len(lines)
    return {line.symbol or line.field: line for line in lines if line.field != "Incoming data traffic"}


def test_what_is_metered_and_what_is_declared() -> None:
    lines = found()
    assert lines["EDC"] == Field("II.1.d", "EDC", "Total energy consumption", "132.000", "kWh", "metered")
    assert lines["EDC-BG"].value == "12.000"
    assert lines["EREUSE"].value == "30.000"
    assert (lines["ERES-GOO"].value, lines["ERES-PPA"].value) == ("60.000", "0.000")
    assert lines["PDIT"][2:] == ("Installed information technology power demand", "900", "kW", "declared")
    assert lines["Type of data centre"].value == "co-hosting data centre, structure"
    assert lines["BIN"][3:] == ("12.5", "GB/s", "declared")
    assert lines["CSTOR"][3:] == ("2.5", "PB", "declared")
    assert lines["PUE"].value == "1.3200"
    assert lines["Completeness of the metered hours"].value == "1.0000"


def test_what_nobody_knows_is_missing_and_not_nought() -> None:
    lines = found()
    assert lines["WIN"][3:] == ("", "m3", "missing")
    assert lines["Types of refrigerants"][3:] == ("", "", "missing")
    assert lines["Cooling infrastructure redundancy level at room level"].origin == "missing"
    assert lines["WUE"].origin == "missing"


def test_water_is_told_in_cubic_metres() -> None:
    assert found(water=True)["WIN"][3:] == ("5.000", "m3", "metered")
    assert found(water=True)["WUE"][3:] == ("50.0000", "m3/MWh", "metered")


def test_every_point_of_the_annexes_is_there() -> None:
    """Commission Delegated Regulation (EU) 2024/1364."""
    points = [f"I.1.{one}" for one in "abcde"] + ["I.2.a", "I.2.b"] + [f"II.1.{one}" for one in "abcdefghijklmnopqr"]
    points += ["II.2.a", "II.2.b", *(f"II.3.{one}" for one in "abcd"), *(f"III.{one}" for one in "abcd")]
    told = report("2026", DECLARED, kpis([], at("10:00"), at("11:00"), Metered(1, 1, 1)))
    assert list(dict.fromkeys(line.point for line in told if line.point)) == points
