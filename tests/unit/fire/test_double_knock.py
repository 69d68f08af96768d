"""From the first detector to the sign-off, as the panel of hall A tells it."""

from __future__ import annotations

import pytest

from libs.events import Refused
from services.fire import events
from tests.unit.fire.hall import Story, at


def test_from_the_first_detector_to_the_sign_off() -> None:
    hall = Story()
    assert hall.say(0, "smoke-1", "alarm") == "PRE_ACTIVATED"
    assert hall.say(12, "heat-1", "alarm") == "ACTIVATED"
    assert hall.pass_to(41.9) == "ACTIVATED"
    assert hall.say(43, "panel", "flow") == "RELEASED"
    assert hall.pass_to(642.9) == "RELEASED"
    assert hall.pass_to(643) == "VENTILATING"
    assert hall.say(700, "panel", "oxygen", "12.1") == "VENTILATING"
    assert hall.say(900, "panel", "reset") == "VENTILATING"
    assert hall.say(2000, "panel", "oxygen", "20.4") == "VENTILATING"
    assert hall.sign_off(2100) == "QUIESCENT"
    assert hall.facts == [
        (0, "pre-activated"),
        (12, "activated"),
        (12, "countdown-started"),
        (43, "released"),
        (643, "ventilating"),
        (700, "oxygen-alarm"),
        (700, "oxygen-evacuate"),
        (900, "panel-reset"),
        (2000, "oxygen-alarm-ended"),
        (2000, "oxygen-evacuate-ended"),
        (2100, "returned-to-quiescent"),
    ]


def test_facts_say_who_when_and_until_when() -> None:
    hall = Story()
    hall.say(0, "smoke-1", "alarm")
    hall.say(12, "heat-1", "alarm")
    hall.say(43, "panel", "flow")
    assert hall.told == [
        events.PreActivated(time=at(0), zone="hall-a", device="smoke-1"),
        events.Activated(time=at(12), zone="hall-a", cause="double_knock", devices=("smoke-1", "heat-1")),
        events.CountdownStarted(time=at(12), zone="hall-a", release_at=at(42)),
        events.Released(time=at(43), zone="hall-a", flooding_until=at(643)),
    ]


def test_two_detectors_of_one_technology_are_one_knock() -> None:
    hall = Story()
    assert hall.say(0, "smoke-1", "alarm") == "PRE_ACTIVATED"
    assert hall.say(5, "smoke-2", "alarm") == "PRE_ACTIVATED"
    assert hall.facts == [(0, "pre-activated")]
    assert hall.say(9, "heat-1", "alarm") == "ACTIVATED"


def test_a_reset_after_one_knock_ends_it_and_the_next_knock_is_a_first_one() -> None:
    hall = Story()
    hall.say(0, "smoke-1", "alarm")
    assert hall.say(60, "panel", "reset") == "QUIESCENT"
    assert hall.say(70, "heat-1", "alarm") == "PRE_ACTIVATED"
    assert hall.facts == [
        (0, "pre-activated"),
        (60, "panel-reset"),
        (60, "returned-to-quiescent"),
        (70, "pre-activated"),
    ]


def test_the_manual_call_point_needs_no_detector() -> None:
    hall = Story()
    assert hall.say(0, "panel", "manual_release") == "ACTIVATED"
    assert hall.told[0] == events.Activated(time=at(0), zone="hall-a", cause="manual_release", devices=())
    assert hall.facts == [(0, "activated"), (0, "countdown-started")]


def test_no_flow_in_30_s_is_said_and_gas_may_be_there_all_the_same() -> None:
    hall = Story()
    hall.say(0, "panel", "manual_release")
    assert hall.pass_to(59.9) == "ACTIVATED"
    assert hall.facts[2:] == []
    assert hall.pass_to(60) == "ACTIVATED"
    assert hall.told[-1] == events.ReleaseNotConfirmed(time=at(60), zone="hall-a", release_at=at(30))
    assert hall.say(90, "panel", "reset") == "VENTILATING"
    with pytest.raises(Refused, match="oxygen was not measured since the release"):
        hall.sign_off(95)
    hall.say(96, "panel", "oxygen", "20.9")
    assert hall.sign_off(97) == "QUIESCENT"


def test_flow_that_comes_after_all_is_a_release() -> None:
    hall = Story()
    hall.say(0, "panel", "manual_release")
    hall.pass_to(60)
    assert hall.say(75, "panel", "flow") == "RELEASED"


def test_gas_with_no_alarm_before_frees_the_exits_too() -> None:
    hall = Story()
    assert hall.say(0, "panel", "flow") == "RELEASED"
    assert hall.facts == [(0, "activated"), (0, "released")]
    assert hall.pass_to(600) == "VENTILATING"


def test_a_reset_is_refused_while_counting_and_while_flooding() -> None:
    hall = Story()
    hall.say(0, "panel", "manual_release")
    assert hall.say(10, "panel", "reset") == "ACTIVATED"
    hall.say(31, "panel", "flow")
    assert hall.say(400, "panel", "reset") == "RELEASED"
    assert hall.facts[2:] == [(10, "signal-ignored"), (31, "released"), (400, "signal-ignored")]
    assert hall.say(631, "panel", "reset") == "VENTILATING"
    assert hall.facts[5:] == [(631, "ventilating"), (631, "panel-reset")]


def test_a_new_knock_while_the_sign_off_is_awaited_is_a_new_fire_and_the_sign_off_stays_due() -> None:
    hall = Story()
    hall.say(0, "panel", "flow")
    hall.say(700, "panel", "reset")
    assert hall.say(710, "smoke-1", "alarm") == "PRE_ACTIVATED"
    assert hall.say(720, "panel", "reset") == "VENTILATING"
    hall.say(730, "panel", "oxygen", "20.9")
    assert hall.sign_off(740) == "QUIESCENT"


def test_everything_that_stands_against_a_sign_off_is_said_at_once() -> None:
    hall = Story()
    with pytest.raises(Refused, match="zone hall-a is QUIESCENT; only VENTILATING is signed off"):
        hall.sign_off(0)
    hall.say(0, "panel", "flow")
    hall.say(610, "panel", "oxygen", "18")
    with pytest.raises(Refused) as refused:
        hall.sign_off(620)
    assert refused.value.kind == "conflict"
    assert refused.value.faults == (
        ("", "the panel is not reset"),
        ("", "oxygen is at 18 %, below 19.5 %"),
    )


def test_oxygen_of_before_the_release_proves_nothing() -> None:
    hall = Story()
    hall.say(-60, "panel", "oxygen", "20.9")
    hall.say(0, "panel", "flow")
    hall.say(700, "panel", "reset")
    with pytest.raises(Refused, match="oxygen was not measured since the release"):
        hall.sign_off(710)
    hall.say(705, "panel", "oxygen", "19.5")
    assert hall.sign_off(711) == "QUIESCENT"
