"""MANUAL_ONLY, DISABLED, FAULT and CONTACT_LOST stand beside every state."""

from __future__ import annotations

from libs.events import replace
from services.fire import events
from services.fire.domain import decisions
from services.fire.domain.counters import countdown
from services.fire.domain.supervision import silent_at
from tests.unit.fire.hall import HALL, Story, at


def conditions(hall: Story) -> list[str]:
    return [condition.value for condition in hall.zone.conditions]


def test_a_zone_never_heard_has_lost_contact_until_anything_is_heard() -> None:
    hall = Story(heard=False)
    assert (hall.zone.state.value, conditions(hall)) == ("QUIESCENT", ["CONTACT_LOST"])
    hall.say(0, "smoke-1", "restored")
    assert conditions(hall) == []
    assert hall.told == [events.ContactRestored(time=at(0), zone="hall-a", device="panel")]


def test_a_silent_detector_is_not_heard_again_because_the_panel_is() -> None:
    hall = Story()
    hall.say(0, "smoke-1", "contact_lost")
    hall.say(5, "panel", "oxygen", "20.9")
    assert conditions(hall) == ["CONTACT_LOST"]
    hall.say(9, "smoke-1", "contact_restored")
    assert conditions(hall) == []
    assert hall.facts == [(0, "contact-lost"), (9, "contact-restored")]


def test_the_panel_speaks_for_all_its_devices() -> None:
    hall = Story()
    hall.say(0, "smoke-1", "fault")
    hall.say(1, "heat-1", "fault")
    assert conditions(hall) == ["FAULT"]
    hall.say(2, "smoke-1", "restored")
    assert conditions(hall) == ["FAULT"]
    hall.say(3, "panel", "restored")
    assert conditions(hall) == []
    assert hall.facts == [(0, "fault"), (1, "fault"), (2, "fault-restored"), (3, "fault-restored")]


def test_conditions_do_not_touch_the_state_nor_the_state_them() -> None:
    hall = Story()
    hall.say(0, "smoke-2", "fault")
    hall.say(1, "smoke-1", "alarm")
    hall.say(2, "panel", "contact_lost")
    hall.say(3, "heat-1", "alarm")
    assert (hall.zone.state.value, conditions(hall)) == ("ACTIVATED", ["FAULT"])
    hall.say(4, "panel", "contact_lost")
    assert (hall.zone.state.value, conditions(hall)) == ("ACTIVATED", ["FAULT", "CONTACT_LOST"])


def test_manual_only_is_alarm_and_no_release() -> None:
    hall = Story()
    hall.say(0, "panel", "manual_only")
    hall.say(10, "smoke-1", "alarm")
    assert hall.say(20, "heat-1", "alarm") == "ACTIVATED"
    assert countdown(hall.zone, at(25)) is None
    assert hall.pass_to(500) == "ACTIVATED"
    assert hall.say(501, "panel", "reset") == "QUIESCENT"
    assert hall.facts == [
        (0, "manual-only-set"),
        (10, "pre-activated"),
        (20, "activated"),
        (501, "panel-reset"),
        (501, "returned-to-quiescent"),
    ]


def test_the_call_point_releases_in_manual_only_but_not_when_disabled() -> None:
    hall = Story()
    hall.say(0, "panel", "manual_only")
    hall.say(10, "panel", "manual_release")
    assert countdown(hall.zone, at(10)) == 30

    hall = Story()
    hall.say(0, "panel", "disabled")
    assert hall.say(10, "panel", "manual_release") == "ACTIVATED"
    assert countdown(hall.zone, at(10)) is None
    hall.say(15, "panel", "enabled")
    assert countdown(hall.zone, at(15)) == 30
    assert hall.facts == [(0, "disabled"), (10, "activated"), (15, "enabled"), (15, "countdown-started")]


def test_automatic_again_during_an_alarm_starts_the_countdown() -> None:
    hall = Story()
    hall.say(0, "panel", "manual_only")
    hall.say(10, "smoke-1", "alarm")
    hall.say(20, "heat-1", "alarm")
    hall.say(50, "panel", "automatic")
    assert hall.facts[3:] == [(50, "manual-only-cleared"), (50, "countdown-started")]
    assert hall.pass_to(110) == "ACTIVATED"
    assert hall.facts[5:] == [(110, "release-not-confirmed")]


def test_modes_said_twice_are_told_once() -> None:
    hall = Story()
    hall.say(0, "panel", "manual_only")
    hall.say(1, "panel", "manual_only")
    hall.say(2, "panel", "automatic")
    hall.say(3, "panel", "automatic")
    assert hall.facts == [(0, "manual-only-set"), (2, "manual-only-cleared")]


def test_an_older_word_does_not_overwrite_a_newer_one() -> None:
    hall = Story()
    hall.say(10, "smoke-1", "restored")
    hall.say(5, "smoke-1", "fault")
    hall.say(20, "panel", "oxygen", "20.9")
    hall.say(15, "panel", "oxygen", "14")
    hall.say(30, "panel", "automatic")
    hall.say(25, "panel", "manual_only")
    assert conditions(hall) == []
    assert hall.zone.oxygen is not None
    assert str(hall.zone.oxygen.percent) == "20.9"


def test_a_panel_that_says_nothing_for_too_long_is_lost_from_that_moment_on() -> None:
    hall = Story(replace(HALL, silent_after_seconds=300))
    hall.say(0, "panel", "oxygen", "20.9")
    assert silent_at(hall.zone) == at(300)
    hall.say(200, "smoke-1", "restored")
    hall.decide(decisions.fall_silent(hall.zone, at(300)))  # heard meanwhile
    assert conditions(hall) == []
    hall.decide(decisions.fall_silent(hall.zone, at(500)))
    assert (conditions(hall), hall.facts) == (["CONTACT_LOST"], [(500, "contact-lost")])
    assert silent_at(hall.zone) is None
    hall.say(510, "panel", "oxygen", "20.9")
    assert (conditions(hall), hall.facts[1:]) == ([], [(510, "contact-restored")])
    assert silent_at(hall.zone) == at(810)


def test_where_no_silence_is_set_only_the_panel_says_that_it_is_lost() -> None:
    assert silent_at(Story().zone) is None
