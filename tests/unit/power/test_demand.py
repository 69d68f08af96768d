"""Ten minutes of power: from the register where it is read often enough, else from power readings."""

from __future__ import annotations

from tests.unit.power.metering import Meter
from tests.unit.power.test_demand_corrections import told


def test_ten_minutes_of_the_register_are_exact() -> None:
    closed = told(
        Meter(),
        ("10:00", "energy 100"),
        ("10:05", "energy 100.4"),
        ("10:10", "energy 101"),
        ("10:20", "energy 103.5"),
    )
    assert closed == ["10:00 6.000 kW 4.800+7.200", "10:10 15.000 kW"]


def test_a_register_read_between_full_ten_minutes_is_drawn_as_a_line() -> None:
    closed = told(
        Meter(),
        ("10:00", "energy 100"),
        ("10:08", "energy 100.8"),
        ("10:12", "energy 101.6"),  # 10:10 lies half way: 101.2
        ("10:20", "energy 102.2"),
    )
    assert closed == ["10:00 7.200 kW", "10:10 6.000 kW"]


def test_an_hour_without_readings_between_has_no_demand() -> None:
    closed = told(
        Meter(), ("10:00", "energy 100"), ("11:00", "energy 130"), ("11:10", "energy 131"), ("11:35", "energy 133")
    )
    assert closed == ["11:00 6.000 kW"]


def test_without_a_register_the_mean_of_the_power_readings_counts() -> None:
    closed = told(
        Meter(quantities=["power"]),
        ("10:00", "power 4"),
        ("10:03", "power 5"),
        ("10:03", "power 5"),
        ("10:09", "power 9"),
        ("10:10", "power 1"),
        ("10:04", "power 8"),  # late
        ("10:21", "power 1"),
    )
    assert closed == ["10:00 6.000 kW 4.500+9.000", "10:00 6.500 kW 5.667+9.000 was 6.000", "10:10 1.000 kW"]


def test_power_waits_for_the_register_that_is_being_read() -> None:
    closed = told(
        Meter(),
        ("10:00", "energy 100"),
        ("10:00", "power 7"),
        ("10:09", "energy 100.9"),
        ("10:09", "power 7"),
        ("10:10", "power 7"),
        ("10:10", "energy 101"),
    )
    assert closed == ["10:00 6.000 kW"]


def test_when_the_register_stops_power_goes_on_alone() -> None:
    m1 = Meter()
    closed = told(m1, ("10:00", "energy 100"), ("10:05", "power 7"), ("10:12", "power 8"), ("10:20", "power 9"))
    assert closed == ["10:00 7.000 kW", "10:10 8.000 kW"]
    closed = told(m1, ("10:21", "energy 103"), ("10:30", "energy 104"), ("10:40", "energy 105"))
    assert closed == ["10:20 9.000 kW", "10:30 6.000 kW"]


def test_both_halves_are_told_where_it_was_read_every_five_minutes() -> None:
    closed = told(
        Meter(),
        ("10:00", "energy 100"),
        ("10:10", "energy 101"),
        ("10:20", "energy 103.5"),
        ("10:24", "energy 104"),
        ("10:26", "energy 104.4"),
        ("10:30", "energy 105"),
    )
    assert closed == ["10:00 6.000 kW", "10:10 15.000 kW", "10:20 9.000 kW 8.400+9.600"]


def test_of_an_hour_that_closes_its_last_half_too() -> None:
    story = [("10:50", "energy 100"), ("10:55", "energy 101"), ("11:00", "energy 103"), ("11:05", "energy 103.5"),
             ("11:10", "energy 105")]  # fmt: skip
    assert told(Meter(), *story) == ["10:50 18.000 kW 12.000+24.000", "11:00 12.000 kW 6.000+18.000"]


def test_power_readings_in_both_halves_tell_both() -> None:
    story = [("10:00", "power 4"), ("10:05", "power 9"), ("10:14", "power 2"), ("10:21", "power 1"),
             ("10:17", "power 4")]  # fmt: skip
    assert told(Meter(quantities=["power"]), *story) == [
        "10:00 6.500 kW 4.000+9.000",
        "10:10 2.000 kW",
        "10:10 3.000 kW 2.000+4.000 was 2.000",
    ]
