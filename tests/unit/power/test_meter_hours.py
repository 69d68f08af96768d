"""Registers become closed hours: exact at a reading, linear between neighbours, each hour once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.events import Event, Refused, replace
from services.power.domain.sources import Source
from services.power.events import MeterHourClosed
from tests.unit.power.stories import DAY, at, hours, meter, reading, told


def test_an_hour_read_at_both_ends_is_exact() -> None:
    _, events = told(
        meter(),
        [
            ("10:00", "energy 100"),
            ("10:30", "energy 103.2"),
            ("11:00", "energy 112.5"),
        ],
    )
    assert hours(events) == ["10:00-11:00 100.000 > 112.500 = 12.500 kWh"]


def test_an_hour_closes_when_it_ended_however_late_that_is_known() -> None:
    _, events = told(meter(), [("10:00", "energy 100"), ("11:20", "energy 108")])
    (closed,) = [one for one in events if isinstance(one, MeterHourClosed)]
    assert closed.time == at("11:00")
    assert closed.source == "m1"


def test_between_its_neighbours_a_register_is_linear_and_estimated() -> None:
    _, events = told(
        meter(),
        [
            ("10:00", "energy 100"),
            ("10:50", "energy 110"),
            ("11:10", "energy 112"),  # 11:00 lies half way: 111
            ("12:00", "energy 120"),
        ],
    )
    assert hours(events) == [
        "10:00-11:00 100.000 > 111.000 = 11.000 kWh ~",
        "11:00-12:00 111.000 > 120.000 = 9.000 kWh ~",
    ]


def test_the_first_hour_begins_at_the_first_full_hour_that_is_known() -> None:
    _, events = told(meter(), [("10:20", "energy 5"), ("11:00", "energy 6"), ("12:00", "energy 8")])
    assert hours(events) == ["11:00-12:00 6.000 > 8.000 = 2.000 kWh"]


def test_a_gap_over_several_hours_closes_each_of_them_estimated() -> None:
    _, events = told(meter(), [("10:00", "energy 0"), ("13:00", "energy 6"), ("14:00", "energy 7")])
    assert hours(events) == [
        "10:00-11:00 0.000 > 2.000 = 2.000 kWh ~",
        "11:00-12:00 2.000 > 4.000 = 2.000 kWh ~",
        "12:00-13:00 4.000 > 6.000 = 2.000 kWh ~",
        "13:00-14:00 6.000 > 7.000 = 1.000 kWh",
    ]


def test_a_register_rolls_over_at_its_digits() -> None:
    _, events = told(meter(digits=4), [("10:00", "energy 9990"), ("11:00", "energy 4.5"), ("12:00", "energy 10")])
    assert hours(events) == [
        "10:00-11:00 9990.000 > 4.500 = 14.500 kWh",
        "11:00-12:00 4.500 > 10.000 = 5.500 kWh",
    ]


def test_a_roll_over_between_neighbours_is_drawn_through_zero() -> None:
    _, events = told(meter(digits=4), [("10:00", "energy 9980"), ("10:45", "energy 9995"), ("11:15", "energy 5")])
    assert hours(events) == ["10:00-11:00 9980.000 > 0.000 = 20.000 kWh ~"]


def test_late_readings_close_nothing() -> None:
    _, events = told(
        meter(),
        [
            ("10:00", "energy 100"),
            ("11:10", "energy 112"),
            ("10:59", "energy 111.9"),
            ("10:30", "energy 105"),
            ("12:00", "energy 120"),
        ],
    )
    assert hours(events) == [
        "10:00-11:00 100.000 > 110.286 = 10.286 kWh ~",  # 100 + 12 x 60/70
        "11:00-12:00 110.286 > 120.000 = 9.714 kWh ~",
    ]


def test_heat_is_a_register_of_its_own() -> None:
    _, events = told(
        meter(),
        [("10:00", "heat 1"), ("10:00", "energy 50"), ("11:00", "energy 60"), ("11:00", "heat 4")],
    )
    assert hours(events) == [
        "10:00-11:00 50.000 > 60.000 = 10.000 kWh",
        "10:00-11:00 1.000 > 4.000 = 3.000 kWh",
    ]


def test_a_past_month_can_be_read_in_while_the_meter_is_live() -> None:
    source, events = told(meter(), [("20:00", "energy 500"), ("20:01", "energy 500.1")])
    source, events = told(source, [("08:00", "energy 400"), ("09:00", "energy 404"), ("10:00", "energy 409")])
    assert hours(events) == [
        "08:00-09:00 400.000 > 404.000 = 4.000 kWh",
        "09:00-10:00 404.000 > 409.000 = 5.000 kWh",
    ]
    source, events = told(source, [("21:00", "energy 503")])
    assert hours(events) == ["20:00-21:00 500.000 > 503.000 = 3.000 kWh"]


def test_a_past_that_comes_up_to_the_present_is_joined_to_it() -> None:
    source, events = told(meter(), [("12:30", "energy 30"), ("13:00", "energy 36"), ("14:00", "energy 50")])
    source, events = told(source, [("11:00", "energy 10")])
    assert hours(events) == []
    source, events = told(source, [("12:00", "energy 20")])
    assert hours(events) == [
        "11:00-12:00 10.000 > 20.000 = 10.000 kWh",
        "12:00-13:00 20.000 > 36.000 = 16.000 kWh",
    ]
    source, events = told(source, [("15:00", "energy 51")])
    assert hours(events) == ["14:00-15:00 50.000 > 51.000 = 1.000 kWh"]


def test_a_gap_of_more_than_a_month_is_not_bridged() -> None:
    source, _ = told(meter(), [("10:00", "energy 100")])
    _, events = told(source, [("31 11:00", "energy 200"), ("31 12:00", "energy 201")])
    assert hours(events) == ["11:00-12:00 200.000 > 201.000 = 1.000 kWh"]


@pytest.mark.parametrize(
    ("said", "where", "why"),
    [
        ("energy 99", "/value", "no roll-over of 6 digits"),
        ("energy 1000000", "/value", "a register of 6 digits cannot show"),
        ("fuel 12", "/quantity", "does not measure fuel"),
    ],
)
def test_what_the_meter_cannot_have_read_is_refused(said: str, where: str, why: str) -> None:
    source, _ = told(meter(), [("10:00", "energy 100")])
    with pytest.raises(Refused) as refused:
        told(source, [("10:01", said)])
    ((place, reason),) = refused.value.faults
    assert (place, why in reason) == (where, True)


grown = st.lists(st.integers(min_value=0, max_value=400_000), min_size=2, max_size=40)
minutes = st.lists(st.integers(min_value=0, max_value=600), min_size=40, max_size=40, unique=True)


def readings_of(growths: list[int], instants: list[int], digits: int = 3) -> list[tuple[int, Decimal]]:
    """Minutes of the day and what a register of 3 digits shows, growing by less than half of its range."""
    total, shown = 0, []
    for minute, growth in zip(sorted(instants[: len(growths)]), growths, strict=True):
        total += growth
        shown.append((minute, Decimal(total % (1000 * 10**digits)) / 1000))
    return shown


def take(source: Source, minute: int, shown: Decimal) -> tuple[Source, list[Event]]:
    moment = DAY + timedelta(minutes=minute)
    source, events, *_ = source.read(replace(reading("00:00", f"energy {shown}"), at=moment), now=moment)
    return source, list(events)


def closed_by(source: Source, story: list[tuple[int, Decimal]]) -> list[MeterHourClosed]:
    closed: list[MeterHourClosed] = []
    for minute, shown in story:
        source, events = take(source, minute, shown)
        closed += [one for one in events if isinstance(one, MeterHourClosed)]
    return closed


@given(grown, minutes)
def test_in_order_every_full_hour_closes_once_and_nothing_is_lost(growths: list[int], instants: list[int]) -> None:
    story = readings_of(growths, instants)
    closed = closed_by(meter(digits=3), story)
    first, last = -(-story[0][0] // 60), story[-1][0] // 60
    assert [one.from_ for one in closed] == [DAY + timedelta(hours=hour) for hour in range(first, last)]
    for one, following in pairwise(closed):
        assert one.register_until == following.register_from
    if closed:
        whole = sum(one.kwh for one in closed)
        assert (closed[-1].register_until - closed[0].register_from - whole) % 1000 == 0
        assert all(one.kwh >= 0 for one in closed)


@given(grown, minutes, st.randoms(use_true_random=False))
def test_in_any_order_no_hour_closes_twice_and_registers_agree(
    growths: list[int], instants: list[int], chance: Random
) -> None:
    story = readings_of([growth // 50 for growth in growths], instants)
    chance.shuffle(story)
    closed = closed_by(meter(), story)
    starts = [one.from_ for one in closed]
    assert len(starts) == len(set(starts))
    at_start = {one.from_: one.register_from for one in closed}
    for one in closed:
        assert at_start.get(one.until, one.register_until) == one.register_until


@given(grown, minutes, st.integers(min_value=0, max_value=39))
def test_a_doubled_reading_changes_nothing(growths: list[int], instants: list[int], doubled: int) -> None:
    story = readings_of(growths, instants)
    again = [*story, story[doubled % len(story)]]
    assert closed_by(meter(digits=3), again) == closed_by(meter(digits=3), story)
