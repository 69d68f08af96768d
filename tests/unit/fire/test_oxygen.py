"""Oxygen falls: alarm at 19 %, evacuate at 17 %; each ends above where it began."""

from __future__ import annotations

from decimal import Decimal

from services.fire import events
from tests.unit.fire.hall import Story, at


def test_it_falls_and_comes_back() -> None:
    hall = Story()
    hall.enter(0, 2)
    for second, percent in enumerate(("20.9", "19.1", "19.0", "18.2", "17.1", "17.0", "12.4"), start=1):
        hall.say(second, "panel", "oxygen", percent)
    assert hall.told == [
        events.OxygenAlarm(time=at(3), zone="hall-a", oxygen_percent=Decimal("19.0"), count=2),
        events.OxygenEvacuate(time=at(6), zone="hall-a", oxygen_percent=Decimal("17.0"), count=2),
    ]
    for second, percent in enumerate(("17.4", "17.5", "19.0", "19.4", "19.5"), start=20):
        hall.say(second, "panel", "oxygen", percent)
    assert hall.facts[2:] == [(21, "oxygen-evacuate-ended"), (24, "oxygen-alarm-ended")]


def test_a_reading_that_trembles_tells_nothing_twice() -> None:
    hall = Story()
    for second in range(20):
        hall.say(second, "panel", "oxygen", "19.0" if second % 2 else "19.1")
    assert hall.facts == [(1, "oxygen-alarm")]


def test_one_reading_may_begin_and_end_both() -> None:
    hall = Story()
    hall.say(0, "panel", "oxygen", "15")
    hall.say(9, "panel", "oxygen", "20.9")
    assert hall.facts == [
        (0, "oxygen-alarm"),
        (0, "oxygen-evacuate"),
        (9, "oxygen-alarm-ended"),
        (9, "oxygen-evacuate-ended"),
    ]


def test_an_older_reading_that_comes_late_changes_nothing_that_a_newer_one_decided() -> None:
    hall = Story()
    hall.say(10, "panel", "oxygen", "20.9")
    hall.say(5, "panel", "oxygen", "16")
    assert hall.facts == []
    hall.say(20, "panel", "oxygen", "19.2")  # decides nothing
    hall.say(15, "panel", "oxygen", "18.9")  # so this one does
    assert hall.facts == [(15, "oxygen-alarm")]


def test_of_two_readings_of_one_instant_the_lower_is_believed() -> None:
    for first, second in (("20.9", "18"), ("18", "20.9")):
        hall = Story()
        hall.say(0, "panel", "oxygen", first)
        hall.say(0, "panel", "oxygen", second)
        assert hall.facts == [(0, "oxygen-alarm")]
        assert hall.zone.oxygen is not None
        assert hall.zone.oxygen.percent == 18
