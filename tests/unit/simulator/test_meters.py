"""Meters and pools as functions of time: registers only grow, ids are the same for the same instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.genset import Genset, monthly_test
from simulator.loads import DAY, EPOCH, Load, Sum, Wave, server_load
from simulator.meters import Meter, meters
from simulator.stores import shelves
from tests.unit.simulator.site import SITE, at


def meter(source: str) -> Meter:
    return next(one for one in meters(SITE["power"]) if one.source == source)


def values(source: str, moment: datetime) -> dict[str, str]:
    return {reading["quantity"]: reading["value"] for reading in meter(source).readings(moment)}


def test_a_steady_load_of_3_6_kw_adds_a_kwh_in_1000_s() -> None:
    load = Load(3.6, 500.0)
    assert load.kw(EPOCH) == 3.6
    assert load.kwh(EPOCH + timedelta(seconds=1000)) == pytest.approx(501.0)


def test_a_wave_adds_nothing_over_its_whole_period() -> None:
    load = Load(10.0, 0.0, (Wave(DAY, 0.3, 1.1), Wave(DAY / 24, 0.1, 2.0)))
    assert load.kwh(EPOCH + timedelta(days=3)) == pytest.approx(720.0)


@given(st.integers(0, 10**8), st.integers(1, 10**6))
def test_a_register_grows_by_the_power_between(start: int, seconds: int) -> None:
    load = server_load("a01-a", 2.0)
    one, other = EPOCH + timedelta(seconds=start), EPOCH + timedelta(seconds=start + seconds)
    grown = load.kwh(other) - load.kwh(one)
    assert 0.7 * 2.0 * seconds / 3600 < grown < 1.3 * 2.0 * seconds / 3600


def test_a_meter_behind_several_loads_reads_their_sum() -> None:
    both = Sum([Load(2.0, 70.0), Load(3.0, 90.0)], 1.5, 1000.0)
    assert both.kw(EPOCH) == 7.5
    assert both.kwh(EPOCH + timedelta(hours=2)) == pytest.approx(1015.0)


def test_all_sources_of_the_site_read_what_the_file_says() -> None:
    found = {one.source: (one.interval, list(one.reads)) for one in meters(SITE["power"])}
    assert found == {
        **{f"a0{n}-{feed}": (60, ["energy", "power"]) for n in (1, 2, 3) for feed in "ab"},
        "in-a": (60, ["energy", "power", "voltage"]),
        "in-b": (60, ["energy", "power", "voltage"]),
        "genset": (60, ["state", "fuel", "power"]),
        "heat": (300, ["heat", "temperature"]),
    }


def test_a_reading_says_the_same_whenever_it_is_made() -> None:
    first, again = (list(meter("a01-a").readings(at(0))) for _ in range(2))
    assert first == again
    assert first[1] == {
        "id": "1772442000-power",
        "source": "a01-a",
        "quantity": "power",
        "value": first[1]["value"],
        "unit": "kW",
        "at": "2026-03-02T09:00:00+00:00",
    }


def test_a_rack_can_lose_a_feed() -> None:
    for rack in ("a01", "a02", "a03"):
        both = sum(Decimal(values(f"{rack}-{feed}", at(3600 * 6))["power"]) for feed in "ab")
        assert both < Decimal("0.8") * 32 * 230 / 1000


def test_the_incomer_carries_its_racks_and_their_cooling() -> None:
    racks = sum(Decimal(values(f"a0{n}-a", at(0))["power"]) for n in (1, 2, 3))
    assert Decimal(values("in-a", at(0))["power"]) == pytest.approx(racks * Decimal("1.28"), rel=Decimal("0.001"))


def test_the_generator_is_off_but_for_its_monthly_test() -> None:
    start = datetime(2026, 3, 3, 9, tzinfo=UTC)  # the first Tuesday
    assert monthly_test(at(0)) == start
    assert values("genset", start - timedelta(seconds=1)) == {"state": "off", "fuel": "26400.0", "power": "0.0"}
    assert values("genset", start) == {"state": "test", "fuel": "26400.0", "power": "350.0"}
    # 105 L/h for a quarter of an hour, then for 35 minutes
    assert values("genset", start + timedelta(minutes=15))["fuel"] == "26373.8"
    assert values("genset", start + timedelta(minutes=36)) == {"state": "off", "fuel": "26338.8", "power": "0.0"}
    assert values("genset", start + timedelta(days=2))["fuel"] == "26400.0"
    assert Genset(1000, 1000).reads(9)["energy"](start + timedelta(days=1)) == "5612.500"


WIRED: dict[str, Any] = {
    **SITE["power"],
    "nodes": [
        {"id": "ats-a", "kind": "ats", "from": ["a", "g1"], "source": "ats-a"},
        {"id": "ups-a", "kind": "ups", "from": ["ats-a"], "source": "ups-a"},
        {"id": "cooling", "kind": "cooling", "from": ["b"], "source": "cooling"},
    ],
    "sources": [
        *SITE["power"]["sources"],
        {"id": "ats-a", "quantities": ["state"]},
        {"id": "ups-a", "quantities": ["charge", "runtime", "power"]},
        {"id": "cooling", "quantities": ["power"]},
        {"id": "water", "quantities": ["water"]},
    ],
    "racks": [
        {
            **SITE["power"]["racks"][0],
            "pdu": {"from": "ups-{feed}", "breaker_amps": 100, "metered": True},
        }
    ],
}  # fmt: skip


def test_units_ups_and_cooling_read_what_the_racks_draw() -> None:
    wired = {one.source: {r["quantity"]: r["value"] for r in one.readings(at(0))} for one in meters(WIRED)}
    racks = {feed: sum(Decimal(wired[f"a0{n}-{feed}"]["power"]) for n in (1, 2, 3)) for feed in "ab"}
    assert Decimal(wired["pdu-a-b"]["power"]) == pytest.approx(racks["b"] * Decimal("1.004"), rel=Decimal("0.001"))
    assert Decimal(wired["ups-a"]["power"]) == pytest.approx(racks["a"] * Decimal("1.004"), rel=Decimal("0.001"))
    both = racks["a"] + racks["b"]
    assert Decimal(wired["cooling"]["power"]) == pytest.approx(both * Decimal("0.28"), rel=Decimal("0.001"))
    assert 600 < int(wired["ups-a"]["runtime"]) < 1400
    assert set(wired["water"]) == {"water"}


def test_transfer_switches_are_exercised_with_the_generator() -> None:
    ats = next(one for one in meters(WIRED) if one.source == "ats-a")
    start = monthly_test(at(0))
    said = [next(ats.readings(start + timedelta(minutes=minutes)))["value"] for minutes in (-1, 0, 34, 35)]
    assert said == ["on", "test", "test", "on"]


def test_a_register_rolls_over_at_its_digits() -> None:
    row: dict[str, Any] = {**SITE["power"]["racks"][0], "register_digits": 4}
    small = next(iter(meters({**SITE["power"], "racks": [row]})))
    readings = {reading["quantity"]: reading["value"] for reading in small.readings(at(0))}
    assert Decimal(readings["energy"]) < 10_000


def test_a_pool_holds_what_its_volumes_hold() -> None:
    (shelf,) = shelves(SITE["storage"])
    samples = list(shelf.samples(at(0)))
    assert [(one.get("pool"), one.get("volume"), one["id"]) for one in samples] == [
        ("blocks", None, "1772442000"),
        (None, "v1", "1772442000"),
        (None, "v2", "1772442000"),
    ]
    assert samples[0]["used_bytes"] == samples[1]["used_bytes"] + samples[2]["used_bytes"]
    assert 0 < samples[1]["used_bytes"] < 1_000
    assert 0 < samples[2]["used_bytes"] < 2_000
