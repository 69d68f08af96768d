"""An exercise: everything that happens in it is told as one, and nothing else is."""

from __future__ import annotations

import pytest

from libs.events import Refused
from services.fire.domain import drill
from services.fire.domain.drill import Drill
from tests.unit.fire.hall import Story, at, name


def declared(hall: Story, seconds: float, until: float) -> None:
    hall.decide(drill.start(hall.zone, Drill(at(seconds), at(until), "desk-1"), at(seconds)))


def marked(hall: Story) -> list[tuple[str, bool]]:
    return [(name(fact), bool(getattr(fact, "drill", False))) for fact in drill.marked(hall.zone.drills, hall.told)]


def test_what_happens_in_it_is_an_exercise_and_what_happens_after_is_not() -> None:
    hall = Story()
    hall.say(-10, "smoke-1", "alarm")
    hall.say(-5, "panel", "reset")
    declared(hall, 0, until=3600)
    hall.say(10, "smoke-1", "alarm")
    hall.say(20, "heat-1", "alarm")
    hall.say(25, "panel", "abort")
    hall.say(30, "panel", "reset")
    hall.decide(drill.end(hall.zone, at(40)))
    hall.say(50, "smoke-1", "alarm")
    assert marked(hall) == [
        ("pre-activated", False),
        ("panel-reset", False),
        ("returned-to-quiescent", False),
        ("drill-started", True),
        ("pre-activated", True),
        ("activated", True),
        ("countdown-started", True),
        ("release-aborted", True),
        ("panel-reset", True),
        ("returned-to-quiescent", True),
        ("drill-ended", True),
        ("pre-activated", False),
    ]


def test_a_signal_of_the_exercise_that_comes_after_it_is_of_the_exercise() -> None:
    hall = Story()
    declared(hall, 0, until=600)
    hall.decide(drill.end(hall.zone, at(300)))
    hall.say(200, "smoke-1", "fault")
    hall.say(400, "heat-1", "fault")
    assert marked(hall)[2:] == [("fault", True), ("fault", False)]


def test_one_that_is_forgotten_ends_with_its_time_and_an_alarm_that_stands_then_is_real() -> None:
    hall = Story()
    declared(hall, 0, until=600)
    hall.say(590, "panel", "manual_release")
    hall.decide(drill.pass_time(hall.zone, at(600)))
    assert getattr(hall.told[-1], "state", "") == "ACTIVATED"
    hall.say(610, "panel", "flow")
    assert marked(hall)[-2:] == [("drill-ended", True), ("released", False)]
    before = len(hall.told)
    hall.decide(drill.pass_time(hall.zone, at(600)))
    assert len(hall.told) == before


def test_what_is_real_cannot_be_declared_an_exercise() -> None:
    hall = Story()
    hall.say(0, "smoke-1", "alarm")
    with pytest.raises(Refused, match="zone hall-a is PRE_ACTIVATED: what is real cannot be declared"):
        declared(hall, 10, until=600)
    hall.say(20, "panel", "reset")
    with pytest.raises(Refused, match="has been QUIESCENT since"):
        hall.decide(drill.start(hall.zone, Drill(at(-5), at(600), "desk-1"), at(30)))
    declared(hall, 40, until=600)
    with pytest.raises(Refused, match="an exercise goes on in zone hall-a"):
        declared(hall, 50, until=700)


def test_a_new_one_first_ends_one_whose_time_is_over() -> None:
    hall = Story()
    declared(hall, 0, until=600)
    declared(hall, 700, until=900)
    assert hall.facts == [(0, "drill-started"), (600, "drill-ended"), (700, "drill-started")]


def test_one_may_have_begun_before_the_zone_was_known_if_it_was_calm() -> None:
    hall = Story()
    hall.say(0, "panel", "manual_only")
    hall.decide(drill.start(hall.zone, Drill(at(-7200), at(600), "desk-1"), at(10)))
    assert drill.running(hall.zone.drills, at(10)) is not None


def test_none_is_ended_where_none_goes_on() -> None:
    hall = Story()
    with pytest.raises(Refused, match="no exercise goes on"):
        hall.decide(drill.end(hall.zone, at(0)))
    declared(hall, 0, until=600)
    with pytest.raises(Refused, match="no exercise goes on"):
        hall.decide(drill.end(hall.zone, at(601)))
