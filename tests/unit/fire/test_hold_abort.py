"""HOLD and ABORT: who may still stop the gas, and until when."""

from __future__ import annotations

from services.fire import events
from services.fire.domain.counters import countdown, flooding
from tests.unit.fire.hall import Story, at


def counting() -> Story:
    hall = Story()
    hall.say(0, "smoke-1", "alarm")
    hall.say(10, "heat-1", "alarm")
    return hall


def test_the_counter_runs_from_the_second_knock_and_stays_at_0() -> None:
    hall = counting()
    assert countdown(hall.zone, at(10)) == 30
    assert countdown(hall.zone, at(21.5)) == 19
    assert countdown(hall.zone, at(40)) == 0
    hall.pass_to(80)
    assert countdown(hall.zone, at(80)) == 0


def test_hold_puts_the_counter_back_and_freezes_it_until_the_button_is_up() -> None:
    hall = counting()
    hall.say(25, "panel", "hold_pressed")
    assert countdown(hall.zone, at(35)) == 30
    assert hall.pass_to(300) == "ACTIVATED"
    hall.say(301, "panel", "hold_released")
    assert countdown(hall.zone, at(311)) == 20
    hall.pass_to(361)
    assert hall.facts[3:] == [
        (25, "release-held"),
        (301, "countdown-started"),
        (361, "release-not-confirmed"),
    ]


def test_abort_freezes_the_counter_until_the_panel_is_reset() -> None:
    hall = counting()
    hall.say(18, "panel", "abort")
    assert countdown(hall.zone, at(100)) == 22
    assert hall.pass_to(5000) == "ACTIVATED"
    assert hall.say(5001, "panel", "reset") == "QUIESCENT"
    assert hall.facts[3:] == [
        (18, "release-aborted"),
        (5001, "panel-reset"),
        (5001, "returned-to-quiescent"),
    ]


def test_abort_while_held_freezes_the_whole_counter() -> None:
    hall = counting()
    hall.say(12, "panel", "hold_pressed")
    hall.say(14, "panel", "abort")
    assert countdown(hall.zone, at(60)) == 30


def test_neither_counts_any_more_once_the_countdown_is_over() -> None:
    hall = counting()
    hall.say(41, "panel", "hold_pressed")
    hall.say(42, "panel", "abort")
    hall.say(43, "panel", "flow")
    assert hall.say(44, "panel", "abort") == "RELEASED"
    assert [fact for fact in hall.facts if fact[1] == "signal-ignored"] == [
        (41, "signal-ignored"),
        (42, "signal-ignored"),
        (44, "signal-ignored"),
    ]
    assert countdown(hall.zone, at(44)) is None


def test_the_flooding_counter_runs_while_the_zone_is_flooded() -> None:
    hall = counting()
    assert flooding(hall.zone, at(20)) is None
    hall.say(45, "panel", "flow")
    assert flooding(hall.zone, at(45)) == 600
    assert flooding(hall.zone, at(644.5)) == 1
    assert flooding(hall.zone, at(700)) == 0
    hall.pass_to(700)
    assert flooding(hall.zone, at(700)) is None


def test_a_signal_that_the_table_does_not_know_is_raised_and_moves_nothing() -> None:
    hall = Story()
    assert hall.say(0, "panel", "abort") == "QUIESCENT"
    assert hall.told == [
        events.SignalIgnored(
            time=at(0),
            zone="hall-a",
            device="panel",
            kind="abort",
            state="QUIESCENT",
            why="the table knows no abort in QUIESCENT",
        )
    ]
