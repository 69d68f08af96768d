"""Late readings correct what was estimated, and meters are exchanged: each a fact, never an edit."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.events import Refused
from services.power.domain.hours import MeterHour
from services.power.domain.site_hours import SiteHour
from services.power.events import MeterHourClosed, MeterHourCorrected
from tests.unit.power.metering import Meter


def test_a_late_reading_corrects_the_hours_on_both_sides_of_it() -> None:
    m1 = Meter()
    assert m1.told(("10:00", "energy 0"), ("13:00", "energy 6"))[0] == "10:00-11:00 0.000 > 2.000 = 2.000 kWh ~"
    assert m1.told(("11:30", "energy 5")) == [
        "10:00 0.000 > 3.333 = 3.333 was 2.000 ~",
        "11:00 3.333 > 5.333 = 2.000 was 2.000 ~",
        "12:00 5.333 > 6.000 = 0.667 was 2.000 ~",
    ]
    assert m1.told(("11:00", "energy 4")) == [
        "10:00 0.000 > 4.000 = 4.000 was 3.333",
        "11:00 4.000 > 5.333 = 1.333 was 2.000 ~",
    ]
    assert m1.told(("12:00", "energy 5.5")) == [
        "11:00 4.000 > 5.500 = 1.500 was 1.333",
        "12:00 5.500 > 6.000 = 0.500 was 0.667",
    ]
    assert m1.told(("12:00", "energy 5.5"), ("12:30", "energy 5.7")) == []


def test_the_hours_of_the_site_are_corrected_with_it() -> None:
    m1 = Meter()
    m1.told(("10:00", "energy 0"), ("12:00", "energy 6"), ("11:00", "energy 1"))
    kept: list[SiteHour] = m1.unit.site_hours.where()
    assert [(f"{one.it_kwh:f}", one.racks) for one in kept] == [("1.000", 1), ("5.000", 1)]


def test_the_hour_that_is_still_open_is_corrected_before_it_closes() -> None:
    m1 = Meter()
    assert len(m1.told(("10:00", "energy 0"), ("11:30", "energy 6"))) == 1
    assert m1.told(("11:00", "energy 2")) == ["10:00 0.000 > 2.000 = 2.000 was 4.000"]
    assert m1.told(("12:00", "energy 7")) == ["11:00-12:00 2.000 > 7.000 = 5.000 kWh"]


def test_a_late_reading_that_does_not_lie_between_its_neighbours_is_refused_and_corrects_nothing() -> None:
    m1 = Meter()
    m1.told(("10:00", "energy 100"), ("13:00", "energy 106"))
    kept = m1.hours()
    for wrong in ("99", "107"):
        with pytest.raises(Refused) as refused:
            m1.told(("11:30", f"energy {wrong}"))
        assert "does not lie between 100 at" in refused.value.faults[0][1]
    assert m1.hours() == kept


def test_an_exchange_within_an_hour_adds_up_both_registers_ways() -> None:
    m1 = Meter()
    m1.told(("10:00", "energy 5000"), ("10:20", "energy 5002"))
    assert m1.exchanged("10:30", "5003") == ["10:30 exchange 5003 > 0"]
    assert m1.told(("10:40", "energy 1"), ("11:00", "energy 4"), ("12:00", "energy 9")) == [
        "10:00-11:00 5000.000 > 4.000 = 7.000 kWh",
        "11:00-12:00 4.000 > 9.000 = 5.000 kWh",
    ]
    assert [hour.exchanged for hour in m1.hours()] == [True, False]


def test_an_exchange_on_the_hour_is_no_energy() -> None:
    m1 = Meter()
    m1.told(("10:00", "energy 5000"))
    assert m1.exchanged("11:00", "5003", "8000")[0] == "10:00-11:00 5000.000 > 5003.000 = 3.000 kWh"
    assert m1.told(("12:00", "energy 8002")) == ["11:00-12:00 8000.000 > 8002.000 = 2.000 kWh"]
    assert not any(hour.exchanged for hour in m1.hours())


def test_what_the_new_meter_reads_is_refused_until_the_exchange_is_told() -> None:
    m1 = Meter()
    m1.told(("10:00", "energy 5000"))
    with pytest.raises(Refused):
        m1.told(("10:40", "energy 1"))
    m1.exchanged("10:30", "5003")
    assert m1.told(("11:30", "energy 3")) == ["10:00-11:00 5000.000 > 1.500 = 4.500 kWh ~"]
    assert m1.told(("10:40", "energy 1")) == ["10:00 5000.000 > 1.800 = 4.800 was 4.500 ~"]  # the letter, sent again


def test_a_reset_stands_on_the_last_reading_and_is_estimated() -> None:
    m1 = Meter()
    m1.told(("10:00", "energy 5000"), ("10:50", "energy 5010"))
    assert m1.exchanged("10:55", None, why="reset") == ["10:55 reset 5010 > 0"]
    assert m1.told(("11:00", "energy 1")) == ["10:00-11:00 5000.000 > 1.000 = 11.000 kWh ~"]


@pytest.mark.parametrize(
    ("clock", "final", "initial", "where"),
    [
        ("10:30", None, "0", "/final"),
        ("10:30", "1000000", "0", "/final"),
        ("10:30", "4999", "0", "/final"),  # less than it read
        ("10:00", "5000", "0", "/at"),  # read since
        ("10:30", "5001", "1000000", "/initial"),
    ],
)
def test_an_exchange_that_cannot_have_been_is_refused(clock: str, final: str | None, initial: str, where: str) -> None:
    m1 = Meter()
    m1.told(("10:00", "energy 5000"))
    with pytest.raises(Refused) as refused:
        m1.exchanged(clock, final, initial)
    assert [at for at, _ in refused.value.faults] == [where]


steps = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 5_000)), min_size=2, max_size=30)
"""Minutes until the next reading, and by how much the register (3 decimals) grew meanwhile."""


def readings_of(steps: list[tuple[int, int]]) -> list[tuple[str, str]]:
    minute, register, story = 0, 0, []
    for passed, grown in steps:
        minute, register = minute + passed, register + grown
        story.append((f"{minute // 60:02}:{minute % 60:02}", f"energy {Decimal(register) / 1000}"))
    return story


def as_seen(m1: Meter) -> list[MeterHour]:
    return [hour.as_told for hour in m1.hours()]


@given(steps, st.randoms(use_true_random=False))
def test_in_any_order_the_same_hours_are_known_in_the_end(steps: list[tuple[int, int]], chance: Random) -> None:
    story = readings_of(steps)
    told, shuffled = Meter(), Meter()
    told.told(*story)
    mixed = story * 2
    chance.shuffle(mixed)
    shuffled.told(*mixed)
    assert as_seen(shuffled) == as_seen(told)
    assert shuffled.unit.site_hours.where() == told.unit.site_hours.where()


@given(steps, st.randoms(use_true_random=False))
def test_what_was_said_last_of_an_hour_is_what_is_kept(steps: list[tuple[int, int]], chance: Random) -> None:
    story = readings_of(steps)
    middle = story[1:-1]
    chance.shuffle(middle)
    m1 = Meter()
    m1.told(story[0], story[-1], *middle)
    said: dict[str, Decimal] = {}
    for one in m1.unit.raised:
        event = one.event
        if isinstance(event, MeterHourCorrected):
            assert event.was_kwh == said[event.from_.isoformat()]
        if isinstance(event, MeterHourClosed | MeterHourCorrected):
            said[event.from_.isoformat()] = event.kwh
    kept = m1.hours()
    assert said == {hour.start.isoformat(): hour.kwh for hour in kept}
    for one_hour, following in pairwise(kept):
        assert one_hour.register_until == following.register_from


@given(steps, st.integers(0, 28), st.integers(0, 500))
def test_an_exchange_loses_nothing_and_adds_nothing(steps: list[tuple[int, int]], place: int, initial: int) -> None:
    """The same readings with and without an exchange right after one of them tell the same kWh of every hour."""
    story = readings_of(steps)
    place %= len(story) - 1
    plain, swapped = Meter(), Meter()
    plain.told(*story)
    swapped.told(*story[: place + 1])
    clock, final = story[place][0], Decimal(story[place][1].split()[1])
    hour, minute = clock.split(":")
    swapped.exchanged(f"{hour}:{minute}:01", str(final), str(initial))
    shift = initial - final
    swapped.told(*((at_, f"energy {Decimal(value.split()[1]) + shift}") for at_, value in story[place + 1 :]))
    both = zip(plain.hours(), swapped.hours(), strict=True)
    # the second in which nothing was used bends the line between neighbours by as much
    assert all(abs(one.kwh - other.kwh) <= Decimal("0.2") for one, other in both)
    whole = [sum((hour.kwh for hour in m1.hours()), Decimal(0)) for m1 in (plain, swapped)]
    assert abs(whole[0] - whole[1]) <= Decimal("0.2")
