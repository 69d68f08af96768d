"""Tests of the generator: monthly 30 minutes, every 36 months four hours, at 30 % of nameplate or more."""

from __future__ import annotations

from decimal import Decimal

import pytest

from libs.events import replace
from services.power.domain.generator import Generator
from services.power.domain.generator_tests import fall_overdue, proved
from services.power.events import GeneratorTestCaughtUp, GeneratorTested, GeneratorTestOverdue, WetStackingRisk
from tests.unit.power.plant import Plant
from tests.unit.power.stories import at, generator, names
from tests.unit.power.test_generator import told


def after_test(one: Generator, until: str, *loads: tuple[str, str]) -> tuple[Generator, list[GeneratorTested]]:
    """A test from 10:00 until then, with its loads (kW)."""
    story = [("10:00", "state test"), *((clock, f"power {kw}") for clock, kw in loads), (until, "state off")]
    one, events = told(one, *story)
    return one, [event for event in events if isinstance(event, GeneratorTested)]


@pytest.mark.parametrize(
    ("until", "loads", "verdict", "why", "percent"),
    [
        ("10:30", [("10:00", "350")], "passed", "", "35.000"),
        ("10:29:10", [("10:00", "350")], "passed", "", "35.000"),  # readings come at intervals
        ("10:28", [("10:00", "350")], "failed", "too_short", "35.000"),
        ("10:45", [("10:00", "100"), ("10:15", "400")], "passed", "", "30.000"),
        ("10:45", [("10:00", "400"), ("10:20", "100")], "failed", "too_light", "23.333"),
        ("10:45", [], "unproven", "load_unknown", None),
    ],
)
def test_what_a_test_proves(
    until: str, loads: list[tuple[str, str]], verdict: str, why: str, percent: str | None
) -> None:
    _, (found,) = after_test(generator(), until, *loads)
    assert (found.kind, found.verdict, found.why) == ("monthly", verdict, why)
    assert found.load_percent == (None if percent is None else Decimal(percent))


def test_four_hours_are_a_long_test_and_a_monthly_one() -> None:
    g1, found = after_test(generator(), "14:00", ("10:00", "350"))
    assert [(one.kind, one.verdict) for one in found] == [("monthly", "passed"), ("long", "passed")]
    assert g1.last_long == at("10:00")


def test_a_test_that_failed_does_not_move_the_day_on_which_one_is_due() -> None:
    g1, _ = after_test(generator(known_since=at("00:00")), "10:05", ("10:00", "350"))
    assert g1.next_test_due() == at("31 00:00")
    g1, _ = after_test(g1, "10:30", ("10:00", "350"))
    assert g1.next_test_due() == at("31 10:00")
    due = g1.next_test_due("long")
    assert due is not None
    assert (due.year, due.month, due.day) == (2029, 3, 2)


def test_overdue_is_told_once_until_a_test_is_passed() -> None:
    g1 = generator(known_since=at("00:00"))
    due = at("31 00:00")
    g1, events = fall_overdue(g1, "monthly", due)
    assert events == (GeneratorTestOverdue(time=due, generator="g1", kind="monthly", due=due),)
    g1, events = fall_overdue(g1, "monthly", due)
    assert (events, g1.overdue_tests) == ((), ("monthly",))
    story = [("10:00", "state test"), ("10:00", "power 350"), ("10:30", "state off")]
    g1, events = told(g1, *story)
    assert g1.overdue_tests == ()
    assert events[1:] == [GeneratorTestCaughtUp(time=due, generator="g1", kind="monthly", due=due, began=at("10:00"))]
    assert fall_overdue(g1, "monthly", due) == (g1, ())  # the timer of before


def test_what_is_known_better_of_an_older_test_does_not_catch_up() -> None:
    (first,) = after_test(generator(), "10:30", ("10:00", "350"))[1]
    overdue = generator(last_good=at("5 10:00"), overdue_tests=("monthly",))
    again = replace(first, again=True)
    assert proved(overdue, [again]) == (overdue, [again])


def test_below_30_percent_for_half_an_hour_is_told_once_a_run() -> None:
    g1, events = told(
        generator(),
        ("10:00", "lost a"),
        ("10:00:05", "state on"),
        ("10:00:05", "power 200"),
        ("10:29", "power 200"),
        ("10:31", "power 200"),
        ("11:31", "power 200"),
    )
    (risk,) = [event for event in events if isinstance(event, WetStackingRisk)]
    assert (risk.time, risk.minutes, risk.load_percent) == (at("10:31"), 30, Decimal("20.000"))
    assert names(told(g1, ("12:00", "power 400"))[1]) == []


def test_a_test_that_nobody_sees_end_proves_nothing_and_fails_nothing() -> None:
    g1, events = told(generator(), ("10:00", "state test"), ("10:10", "silence"))
    assert (g1.state, g1.run, events) == ("unknown", None, [])


def test_evidence_is_kept_and_what_is_overdue_is_told_when_it_is() -> None:
    plant = Plant()
    heard = [(f"10:{n // 3:02}:{n % 3 * 20:02}", "panel power 350") for n in range(90)]
    plant.told(("10:00", "panel state test"), *heard, ("10:30", "panel state off"))
    (kept,) = plant.unit.tests.where()
    assert (kept.id, kept.minutes, kept.verdict) == ("g1:monthly:2026-03-02T10:00:00Z", 30, "passed")
    events = plant.told(("31 09:59", ""), ("31 10:01", ""))
    overdue = [event for event in events if isinstance(event, GeneratorTestOverdue)]
    assert [(one.kind, one.time) for one in overdue] == [("monthly", at("31 10:00"))]
