"""Ten minutes of power: from the register where it is read often enough, else from power readings; once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.power.events import DemandClosed
from tests.unit.power.stories import DAY, demands, meter, reading, told


def test_ten_minutes_of_the_register_are_exact() -> None:
    _, events = told(
        meter(),
        [
            ("10:00", "energy 100"),
            ("10:05", "energy 100.4"),
            ("10:10", "energy 101"),
            ("10:20", "energy 103.5"),
        ],
    )
    assert demands(events) == ["10:00 6.000 kW", "10:10 15.000 kW"]


def test_a_register_read_between_full_ten_minutes_is_drawn_as_a_line() -> None:
    _, events = told(
        meter(),
        [
            ("10:00", "energy 100"),
            ("10:08", "energy 100.8"),
            ("10:12", "energy 101.6"),  # 10:10 lies half way: 101.2
            ("10:20", "energy 102.2"),
        ],
    )
    assert demands(events) == ["10:00 7.200 kW", "10:10 6.000 kW"]


def test_an_hour_without_readings_between_has_no_demand() -> None:
    _, events = told(
        meter(),
        [("10:00", "energy 100"), ("11:00", "energy 130"), ("11:10", "energy 131"), ("11:35", "energy 133")],
    )
    assert demands(events) == ["11:00 6.000 kW"]


def test_without_a_register_the_mean_of_the_power_readings_counts() -> None:
    _, events = told(
        meter(quantities=["power"]),
        [
            ("10:00", "power 4"),
            ("10:03", "power 5"),
            ("10:03", "power 5"),
            ("10:09", "power 9"),
            ("10:10", "power 1"),
            ("10:04", "power 999"),  # too late
            ("10:21", "power 1"),
        ],
    )
    assert demands(events) == ["10:00 6.000 kW", "10:10 1.000 kW"]


def test_power_waits_for_the_register_that_is_being_read() -> None:
    _, events = told(
        meter(),
        [
            ("10:00", "energy 100"),
            ("10:00", "power 7"),
            ("10:09", "energy 100.9"),
            ("10:09", "power 7"),
            ("10:10", "power 7"),
            ("10:10", "energy 101"),
        ],
    )
    assert demands(events) == ["10:00 6.000 kW"]


def test_when_the_register_stops_power_goes_on_alone() -> None:
    source, events = told(
        meter(),
        [
            ("10:00", "energy 100"),
            ("10:05", "power 7"),
            ("10:12", "power 8"),
            ("10:20", "power 9"),
        ],
    )
    assert demands(events) == ["10:00 7.000 kW", "10:10 8.000 kW"]
    _, events = told(source, [("10:21", "energy 103"), ("10:30", "energy 104"), ("10:40", "energy 105")])
    assert demands(events) == ["10:20 9.000 kW", "10:30 6.000 kW"]


kind = st.tuples(st.sampled_from(["energy", "power"]), st.integers(min_value=0, max_value=240))


@given(st.lists(kind, max_size=120))
def test_whatever_comes_when_no_ten_minutes_close_twice(story: list[tuple[str, int]]) -> None:
    source, starts = meter(), []
    for quantity, minute in story:
        moment = DAY + timedelta(minutes=minute)
        one = replace(reading("00:00", f"{quantity} {minute}"), at=moment)
        source, events, *_ = source.read(one, now=moment)
        starts += [event.from_ for event in events if isinstance(event, DemandClosed)]
    assert len(starts) == len(set(starts))
