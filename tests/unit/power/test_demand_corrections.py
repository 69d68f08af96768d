"""Late readings of a register correct the mean power of ten minutes, or make it known: each a fact, never an edit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from libs.events import Event
from services.power.events import DemandClosed, DemandCorrected
from tests.unit.power.metering import Meter
from tests.unit.power.stories import at
from tests.unit.power.test_corrections import readings_of


def means(events: Iterable[Event]) -> list[str]:
    """`10:00 6.000 kW`, and `10:00 6.000 kW was 7.200`."""
    found = []
    for one in events:
        if isinstance(one, DemandClosed | DemandCorrected):
            halves = f" {one.halves[0]}+{one.halves[1]}" if one.halves else ""
            was = f" was {one.was_kw}" if isinstance(one, DemandCorrected) else ""
            assert one.time == one.from_ + timedelta(minutes=10)
            found.append(f"{one.from_:%H:%M} {one.kw} kW{halves}{was}")
    return found


def told(m1: Meter, *story: tuple[str, str]) -> list[str]:
    before = len(m1.unit.raised)
    m1.told(*story)
    return means(one.event for one in m1.unit.raised[before:])


def known(m1: Meter) -> dict[str, tuple[Decimal, tuple[Decimal, Decimal] | None]]:
    """What was said last of each ten minutes and their halves; what a correction replaces is what was said before."""
    said: dict[str, tuple[Decimal, tuple[Decimal, Decimal] | None]] = {}
    for one in m1.unit.raised:
        if isinstance(one.event, DemandCorrected):
            assert said[one.event.from_.isoformat()][0] == one.event.was_kw
        if isinstance(one.event, DemandClosed):
            assert one.event.from_.isoformat() not in said
        if isinstance(one.event, DemandClosed | DemandCorrected):
            said[one.event.from_.isoformat()] = one.event.kw, one.event.halves
    return said


def test_a_late_reading_corrects_the_ten_minutes_on_both_sides_of_it() -> None:
    m1 = Meter()
    story = ("10:00", "energy 100"), ("10:08", "energy 100.8"), ("10:12", "energy 101.6"), ("10:20", "energy 102.2")
    assert told(m1, *story) == ["10:00 7.200 kW", "10:10 6.000 kW"]  # 10:10 lies half way: 101.2
    assert told(m1, ("10:10", "energy 101")) == ["10:00 6.000 kW was 7.200", "10:10 7.200 kW was 6.000"]
    assert told(m1, ("10:10", "energy 101")) == []
    assert told(m1, ("10:15", "energy 101.9")) == ["10:10 7.200 kW 10.800+3.600 was 7.200"]  # its halves are known now


def test_so_it_does_long_after_the_hour_has_closed() -> None:
    m1 = Meter()
    told(m1, ("10:00", "energy 100"), ("10:09", "energy 109"), ("10:19", "energy 110"), ("10:20", "energy 111"))
    told(m1, *((f"{hour}:{minute}0", f"energy {hour * 10}") for hour in range(12, 20) for minute in range(6)))
    assert told(m1, ("10:10", "energy 109.5")) == ["10:00 57.000 kW was 54.600", "10:10 9.000 kW was 11.400"]


def test_a_reading_that_closes_a_gap_makes_its_ten_minutes_known() -> None:
    m1 = Meter()
    assert told(m1, ("10:00", "energy 100"), ("10:30", "energy 103"), ("10:40", "energy 104")) == ["10:30 6.000 kW"]
    assert told(m1, ("10:20", "energy 102.5")) == ["10:20 3.000 kW"]
    assert told(m1, ("10:10", "energy 101")) == ["10:00 6.000 kW", "10:10 9.000 kW"]


def test_what_is_still_open_is_corrected_before_it_closes() -> None:
    m1 = Meter()
    assert told(m1, ("10:00", "energy 100"), ("10:08", "energy 100.8"), ("10:12", "energy 101.6")) == ["10:00 7.200 kW"]
    assert told(m1, ("10:11", "energy 101.5")) == ["10:00 7.602 kW was 7.200"]
    assert told(m1, ("10:20", "energy 102.5")) == ["10:10 7.398 kW"]


def test_the_register_takes_the_place_of_what_power_readings_said() -> None:
    m1 = Meter()
    closed = told(m1, ("10:00", "energy 100"), ("10:05", "power 7"), ("10:12", "power 8"), ("10:25", "energy 103"))
    assert closed == ["10:00 7.000 kW", "10:10 8.000 kW"]
    assert told(m1, ("10:10", "energy 101")) == ["10:00 6.000 kW was 7.000"]
    assert told(m1, ("10:18", "energy 102")) == ["10:10 7.716 kW was 8.000"]
    assert told(m1, ("10:07", "power 9"), ("10:14", "power 9")) == []


def test_a_late_power_reading_counts_where_no_register_does() -> None:
    m1 = Meter()
    assert told(m1, ("10:00", "energy 100"), ("10:05", "power 7"), ("11:00", "energy 107")) == ["10:00 7.000 kW"]
    assert told(m1, ("10:06", "power 8")) == ["10:00 7.500 kW was 7.000"]
    assert told(m1, ("10:06", "power 8")) == []  # doubled
    assert told(m1, ("10:41", "power 6")) == ["10:40 6.000 kW"]
    assert told(m1, ("10:50", "energy 106"), ("10:57", "power 900")) == ["10:50 6.000 kW"]  # the register knows it
    assert told(m1, ("10:40", "energy 104")) == ["10:40 12.000 kW was 6.000"]
    assert told(m1, ("10:44", "power 900")) == []


def test_of_what_the_register_tells_no_power_reading_is_kept() -> None:
    m1 = Meter()
    told(m1, ("10:00", "energy 100"), ("10:05", "power 7"), ("10:42", "energy 105"), ("10:46", "power 8"))
    assert [list(hour.samples) for hour in m1.unit.power_hours.where()] == [["00"]]
    assert told(m1, ("10:20", "energy 102"), ("10:30", "energy 103.5")) == ["10:20 9.000 kW"]
    assert told(m1, ("10:10", "energy 101")) == ["10:00 6.000 kW was 7.000", "10:10 6.000 kW"]
    assert told(m1, ("10:03", "power 900"), ("10:25", "power 900")) == []
    assert [list(hour.samples) for hour in m1.unit.power_hours.where()] == [[]]


def test_where_power_closed_nothing_nothing_of_it_is_kept() -> None:
    m1 = Meter()
    told(m1, ("08:05", "power 7"), ("10:00", "energy 100"), ("10:10", "energy 101"), ("10:12", "power 7"))
    told(m1, ("11:30", "power 7"), ("11:41", "energy 110"), ("10:40", "energy 104"), ("10:50", "energy 105"))
    assert [f"{hour.start:%H}" for hour in m1.unit.power_hours.where()] == ["08", "10", "11"]
    told(m1, ("09:00", "energy 50"), ("09:10", "energy 51"), ("09:20", "energy 52"))
    assert [f"{hour.start:%H}" for hour in m1.unit.power_hours.where()] == ["08", "10", "11"]


def test_no_mean_power_is_of_two_registers() -> None:
    m1 = Meter()
    told(m1, ("10:00", "energy 5000"), ("10:04", "energy 5001"))
    m1.exchanged("10:05", "5002")
    assert told(m1, ("10:12", "energy 1"), ("10:20", "energy 2")) == ["10:10 7.716 kW"]
    assert told(m1, ("10:11", "energy 0.95")) == ["10:10 7.248 kW was 7.716"]
    m1.exchanged("10:30", "3", "700")
    assert told(m1, ("10:40", "energy 701"))[-1] == "10:30 6.000 kW"


steps = st.lists(st.tuples(st.integers(1, 25), st.integers(0, 5_000)), min_size=2, max_size=40)


@given(steps, st.randoms(use_true_random=False))
def test_in_any_order_the_same_means_are_known_in_the_end(steps: list[tuple[int, int]], chance: Random) -> None:
    story = readings_of(steps)
    in_order, shuffled = Meter(), Meter()
    in_order.told(*story)
    mixed = story * 2
    chance.shuffle(mixed)
    shuffled.told(*mixed)
    assert known(shuffled) == known(in_order)


of_power = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 20)), max_size=30, unique_by=lambda one: one[0])


@given(steps, of_power, st.randoms(use_true_random=False))
def test_in_any_order_with_power_readings_among_them_too(
    steps: list[tuple[int, int]], of_power: list[tuple[int, int]], chance: Random
) -> None:
    register = readings_of(steps)
    power = [(f"{minute // 60:02}:{minute % 60:02}", f"power {kw}") for minute, kw in of_power]
    last = ("+1 12:00", register[-1][1]), ("+1 12:00", "power 1")  # all before is over
    mixed = [*register, *power] * 2
    in_order, shuffled = Meter(), Meter()
    in_order.told(*sorted([*register, *power], key=lambda one: at(one[0])), *last)
    chance.shuffle(mixed)
    shuffled.told(*mixed, *last)
    assert known(shuffled) == known(in_order)
