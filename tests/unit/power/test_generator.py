"""The generator: at the load within ten seconds of a feed lost; and how long its fuel lasts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from libs.events import Event
from services.power.domain.generator import Generator
from services.power.events import (
    AutonomyLow,
    AutonomyRestored,
    GeneratorFailedToStart,
    GeneratorRetransferred,
    GeneratorStarted,
    GeneratorStopped,
    GeneratorTested,
)
from tests.unit.power.stories import at, generator, names, reading


def told(one: Generator, *story: tuple[str, str]) -> tuple[Generator, list[Event]]:
    """`lost a`, `restored a`, `overdue`, `silence`, or a reading of its source."""
    events: list[Event] = []
    for clock, said in story:
        moment = at(clock)
        match said.split():
            case ["lost", feed]:
                one, raised = one.feed_lost(feed, moment)
            case ["restored", feed]:
                one, raised = one.feed_restored(feed, moment)
            case ["overdue"]:
                one, raised = one.overdue(moment)
            case ["silence"]:
                one, raised = one.silent(moment)
            case _:
                one, raised = one.read(reading(clock, said))
        events += raised
    return one, events


def test_at_the_load_in_time() -> None:
    g1, _ = told(generator(), ("10:00:00", "lost a"))
    assert (g1.state, g1.expected_by()) == ("starting", at("10:00:10"))
    g1, events = told(g1, ("10:00:05", "state off"), ("10:00:08", "state on"), ("10:00:10", "overdue"))
    assert events == [GeneratorStarted(time=at("10:00:08"), generator="g1", seconds=8)]
    assert (g1.state, g1.expected_by()) == ("running", None)


def test_not_at_the_load_in_time() -> None:
    g1, events = told(generator(), ("10:00:00", "lost a"), ("10:00:10", "overdue"))
    assert events == [
        GeneratorFailedToStart(time=at("10:00:10"), generator="g1", feeds=("a",), needed_at=at("10:00:00"))
    ]
    assert g1.state == "failed"
    g1, events = told(g1, ("10:00:30", "state off"), ("10:01:00", "power 300"))
    assert events == [GeneratorStarted(time=at("10:01:00"), generator="g1", seconds=60)]


def test_a_feed_that_is_back_at_once_needs_no_generator() -> None:
    g1, events = told(generator(), ("10:00:00", "lost a"), ("10:00:04", "restored a"), ("10:00:10", "overdue"))
    assert (g1.state, events) == ("standby", [])


def test_the_second_feed_waits_for_the_same_start() -> None:
    g1, _ = told(generator(), ("10:00:00", "lost a"), ("10:00:06", "lost b"))
    assert g1.expected_by() == at("10:00:10")
    g1, events = told(g1, ("10:00:09", "state on"), ("10:30", "restored a"), ("10:31", "restored b"))
    assert (g1.state, names(events)) == ("retransferring", ["GeneratorStarted"])
    g1, events = told(g1, ("10:36", "state off"))
    assert (g1.state, names(events)) == ("standby", ["GeneratorRetransferred", "GeneratorStopped"])


def test_it_gives_the_load_back_cools_down_and_stops() -> None:
    g1, _ = told(
        generator(),
        ("10:00:00", "fuel 20000"),
        ("10:00:00", "lost a"),
        ("10:00:08", "state on"),
        ("10:00:08", "power 400"),
        ("11:00:00", "restored a"),
        ("11:00:30", "power 400"),
    )
    assert g1.state == "retransferring"
    g1, (gone,) = told(g1, ("11:05", "power 0"), ("11:06", "state on"), ("11:06", "power 0"))
    assert gone == GeneratorRetransferred(time=at("11:05"), generator="g1", seconds=300)
    assert g1.state == "cooling"
    g1, (stopped,) = told(g1, ("11:09", "fuel 19880"), ("11:10", "state off"))
    assert stopped == GeneratorStopped(
        time=at("11:10"),
        generator="g1",
        began=at("10:00:08"),
        ran_seconds=4192,
        cooled_seconds=300,
        litres=Decimal("120.000"),
    )
    assert (g1.state, g1.run) == ("standby", None)


def test_a_feed_lost_while_it_cools_down_is_awaited_anew() -> None:
    g1, _ = told(
        generator(),
        ("10:00:00", "lost a"),
        ("10:00:08", "state on"),
        ("11:00:00", "restored a"),
        ("11:05:00", "power 0"),
        ("11:06:00", "lost b"),
    )
    assert (g1.state, g1.expected_by()) == ("starting", at("11:06:10"))
    g1, (started,) = told(g1, ("11:06:02", "state on"))
    assert isinstance(started, GeneratorStarted)
    assert started.seconds == 2


def test_what_it_really_burns_counts_down_its_autonomy() -> None:
    running = generator(state="running", load_kw=Decimal(500))  # 137.8 L/h by the curve
    g1, _ = told(running, ("10:00", "fuel 20000"), ("10:30", "fuel 19940"))
    assert g1.burn() == Decimal("137.8")  # half an hour says little
    g1, _ = told(g1, ("11:00", "fuel 19880"))
    assert (g1.burn(), g1.autonomy_hours()) == (Decimal(120), Decimal("0.85") * 19880 / 120)
    g1, _ = told(g1, ("12:00", "fuel 19780"), ("13:00", "fuel 19680"))
    assert g1.burn() == Decimal(100)  # the last two hours
    g1, _ = told(g1, ("13:30", "fuel 27000"))
    assert g1.burn() == Decimal("137.8")  # refilled


def test_a_level_that_falls_as_no_engine_burns_is_no_burn() -> None:
    g1, _ = told(generator(state="running"), ("10:00", "fuel 20000"), ("11:00", "fuel 5000"))
    assert g1.burn() == Decimal("137.8")


def test_a_set_that_stops_while_a_feed_is_lost_is_awaited_anew() -> None:
    g1, _ = told(generator(), ("10:00:00", "lost a"), ("10:00:08", "state on"), ("11:00:00", "state off"))
    assert (g1.state, g1.expected_by()) == ("starting", at("11:00:10"))


def test_a_set_at_fault_while_a_feed_is_lost_has_failed() -> None:
    _, events = told(generator(), ("10:00:00", "lost a"), ("10:00:03", "state fault"))
    assert names(events) == ["GeneratorFailedToStart"]
    _, events = told(generator(), ("10:00:00", "lost a"), ("10:00:08", "state on"), ("11:00:00", "state fault"))
    assert names(events) == ["GeneratorStarted", "GeneratorFailedToStart"]


def test_a_test_is_remembered_and_the_next_is_due_a_month_later() -> None:
    g1, events = told(generator(), ("10:00", "state test"), ("10:30", "state off"))
    (tested,) = events
    assert isinstance(tested, GeneratorTested)
    assert (g1.state, tested.minutes, tested.verdict, tested.why) == ("standby", 30, "unproven", "load_unknown")
    assert g1.last_test == at("10:00")
    assert g1.next_test_due() == at("31 10:00")  # 2 April
    g1, _ = told(generator(), ("-30 10:00", "state test"))  # 31 January
    assert g1.next_test_due() == at("-2 10:00")  # 28 February


def test_silent_it_is_unknown_with_its_fuel_and_load() -> None:
    g1, _ = told(generator(), ("10:00", "fuel 20000"), ("10:00", "power 0"), ("10:03", "silence"))
    assert (g1.state, g1.fuel_litres, g1.autonomy_hours()) == ("unknown", None, None)


@pytest.mark.parametrize(
    ("load_kw", "litres_per_hour"),
    [
        ("100", "81.8"),  # below the curve: as at its first point
        ("250", "81.8"),
        ("375", "109.8"),  # half way from 81.8 to 137.8
        ("500", "137.8"),
        ("1000", "269.1"),
        ("1100", "297.86"),  # the last line goes on: 269.1 + 10 x 2.876
        (None, "137.8"),  # no load known: at half of nameplate
        ("0", "137.8"),
    ],
)
def test_the_burn_is_read_off_the_fuel_curve(load_kw: str | None, litres_per_hour: str) -> None:
    assert generator(load_kw=load_kw and Decimal(load_kw)).burn() == Decimal(litres_per_hour)


def test_autonomy_is_what_is_usable_over_the_burn() -> None:
    g1, _ = told(generator(), ("10:00", "fuel 13780"))
    assert g1.autonomy_hours() == 85  # 0.85 x 13780 / 137.8


def fuel(hours: str) -> str:
    """Litres that last so long at half of nameplate."""
    return f"fuel {(Decimal('137.8') / Decimal('0.85') * Decimal(hours)).quantize(Decimal('0.001'))}"


def test_each_threshold_is_announced_once_until_there_is_well_more_again() -> None:
    g1, events = told(
        generator(),
        ("10:00", fuel("73")),
        ("10:01", fuel("71.5")),
        ("10:02", fuel("71")),
        ("10:03", fuel("72.5")),  # not well above 72
        ("10:04", fuel("71")),
        ("10:05", fuel("7.9")),
    )
    low = [(e.threshold_hours, e.autonomy_hours) for e in events if isinstance(e, AutonomyLow)]
    assert low == [(72, 71), (8, 7)]
    _, events = told(g1, ("11:00", fuel("160")), ("12:00", fuel("71")))
    assert [e.threshold_hours for e in events if isinstance(e, AutonomyLow)] == [72]


def test_autonomy_is_restored_when_it_is_well_above_every_threshold() -> None:
    g1, events = told(generator(), ("10:00", fuel("23")))
    assert names(events) == ["AutonomyLow"]
    for clock, hours in (("10:01", "30"), ("10:02", "73"), ("10:03", "75.5")):  # 72 holds until 75.6
        g1, events = told(g1, (clock, fuel(hours)))
        assert events == []
    g1, (restored,) = told(g1, ("10:04", fuel("75.7")), ("10:05", fuel("160")))
    assert restored == AutonomyRestored(
        time=at("10:04"),
        generator="g1",
        low_since=at("10:00"),
        autonomy_hours=75,
        fuel_litres=Decimal("12272.306"),
        burn_litres_per_hour=Decimal("137.800"),
    )


def test_between_thresholds_the_higher_one_holds() -> None:
    g1, _ = told(generator(), ("10:00", fuel("7")), ("10:01", fuel("40")))
    _, events = told(g1, ("10:02", fuel("23")), ("10:03", fuel("7.5")), ("10:04", fuel("40")))
    assert [e.threshold_hours for e in events if isinstance(e, AutonomyLow)] == [24, 8]


def test_unknown_fuel_restores_nothing() -> None:
    _, events = told(generator(), ("10:00", fuel("7")), ("10:03", "silence"), ("10:10", "power 0"))
    assert names(events) == ["AutonomyLow"]


def test_autonomy_is_not_restored_before_it_was_low() -> None:
    g1, _ = told(generator(), ("10:00:05", "power 1100"), ("10:00:05", fuel("100")))  # 46 h at 297.86 L/h
    _, (restored,) = told(g1, ("10:00:00", "power 300"))  # its power comes by another way, a little late
    assert restored.time == at("10:00:05")
