"""An exercise is one in all that access tells of it; what is real in it is told as real."""

from __future__ import annotations

from services.access.acts.evacuation import (
    drill_is_over,
    muster_list,
    panel_was_reset,
    people_by_zone,
    refuse_entries,
    release_doors,
    secure_doors,
)
from services.access.answers.zones import MusterListAnswer
from tests.unit.access.house import House, time


def exercised() -> House:
    """Nadia is in the lobby; from 10:00 on hall A is exercised."""
    house = House()
    house.enter("09:00:00", "entrance", "nadia")
    house.told()
    refuse_entries(house.now("10:00:00"), "hall-a", drill=True)
    release_doors(house.now("10:00:12"), "hall-a", time("10:00:12"), drill=True)
    return house


def test_from_the_first_detector_to_the_doors_secured_all_says_so() -> None:
    house = exercised()
    assert house.badge("10:00:20", "hall-door", "in", "nadia") == "fire"
    unit = house.now("10:00:30")
    assert MusterListAnswer.of(muster_list(unit), people_by_zone(unit), unit.now).drill
    panel_was_reset(house.now("10:20:00"), "hall-a")
    secure_doors(house.now("10:30:00"), "hall-a", "omar", time("10:30:00"))
    told = house.told()
    assert [line.split()[1] for line in told] == ["doors-released", "muster-frozen", "badge-denied", "doors-secured"]
    assert all(line.endswith(" drill=True") for line in told)

    # -- the next alarm is none
    release_doors(house.now("11:00:00"), "hall-a", time("11:00:00"))
    assert not any("drill" in line for line in house.told())


def test_a_first_detector_alone_leaves_no_exercise_behind() -> None:
    house = House()
    refuse_entries(house.now("10:00:00"), "hall-a", drill=True)
    panel_was_reset(house.now("10:05:00"), "hall-a")
    assert not house.zone("hall-a").drill
    refuse_entries(house.now("10:10:00"), "hall-a")
    house.badge("10:10:01", "hall-door", "in", "nadia")
    assert not any("drill" in line for line in house.told("badge-denied"))


def test_what_stands_when_it_ends_is_real_from_then_on() -> None:
    house = exercised()
    house.told()
    house.enter("10:00:30", "entrance", "omar")
    house.told()
    drill_is_over(house.now("10:01:00"), "hall-a", time("10:01:00"))
    assert house.told() == [
        "10:01:00 doors-released hall-a doors=hall-door,entrance",
        "10:01:00 muster-frozen hall-a people_by_zone=hall-a:;lobby:nadia,omar;vault:",
    ]
    drill_is_over(house.now("10:01:01"), "hall-a", time("10:01:01"))
    assert house.told() == []


def test_a_real_fire_elsewhere_freezes_the_list_anew() -> None:
    house = exercised()
    house.enter("10:00:30", "entrance", "omar")
    house.told()
    release_doors(house.now("10:01:00"), "vault", time("10:01:00"))
    assert house.told("muster-frozen") == [
        "10:01:00 muster-frozen vault people_by_zone=hall-a:;lobby:nadia,omar;vault:"
    ]
    assert muster_list(house.unit).alarms == ("hall-a", "vault")
    # an exercise in a fire leaves the list alone
    release_doors(house.now("10:02:00"), "lobby", time("10:02:00"), drill=True)
    assert house.told("muster-frozen") == []
    assert not muster_list(house.unit).drill


def test_in_an_exercise_a_real_alarm_of_the_same_zone_is_told_and_stays_real() -> None:
    house = exercised()
    house.told()
    release_doors(house.now("10:01:00"), "hall-a", time("10:01:00"))
    assert [line.split()[1] for line in house.told()] == ["doors-released", "muster-frozen"]
    release_doors(house.now("10:01:01"), "hall-a", time("10:01:01"), drill=True)
    assert house.told() == []
    assert not house.zone("hall-a").drill
