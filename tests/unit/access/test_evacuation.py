"""Fire: entries refused, the way out free, the muster frozen; and back only after the reset and a person's act."""

from __future__ import annotations

import pytest

from libs.events import Refused
from services.access.acts.evacuation import (
    answer_muster,
    muster_list,
    panel_was_reset,
    people_by_zone,
    refuse_entries,
    release_doors,
    secure_doors,
)
from services.access.answers.zones import MusterListAnswer
from services.access.domain.muster import Answer, Muster, Sighting
from services.access.domain.zone import Alarm
from tests.unit.access.house import House, time


def on_fire() -> House:
    """Nadia is in hall A and Omar in the lobby when hall A is activated at 10:00."""
    house = House()
    house.enter("09:00:00", "entrance", "nadia")
    house.enter("09:01:00", "hall-door", "nadia")
    house.signal("09:01:05", "hall-door", "closed")
    house.enter("09:02:00", "entrance", "omar")
    house.signal("09:02:05", "entrance", "closed")
    house.told()
    release_doors(house.now("10:00:00"), "hall-a", time("10:00:00"))
    return house


def answered(house: House, at: str, person: str, status: str) -> Muster:
    return answer_muster(house.now(at), person, Answer(Sighting(status), "omar", time(at)))


def listed(house: House, at: str) -> MusterListAnswer:
    unit = house.now(at)
    return MusterListAnswer.of(muster_list(unit), people_by_zone(unit), unit.now)


def test_a_first_detector_refuses_entries_and_frees_nothing() -> None:
    house = House()
    refuse_entries(house.now("10:00:00"), "hall-a")
    assert house.badge("10:00:01", "hall-door", "in", "nadia") == "fire"
    assert house.badge("10:00:02", "hall-door", "out", "nadia") == "ok_exit_always_free"
    assert house.badge("10:00:03", "entrance", "in", "nadia") == "ok"
    assert not house.door("hall-door").released
    panel_was_reset(house.now("10:05:00"), "hall-a")
    assert house.badge("10:05:01", "hall-door", "in", "nadia") == "ok"
    assert house.told("doors-released", "muster-frozen") == []


def test_activated_frees_the_way_out_and_freezes_the_muster() -> None:
    house = on_fire()
    assert house.told() == [
        "10:00:00 doors-released hall-a doors=hall-door,entrance",
        "10:00:00 muster-frozen hall-a people_by_zone=hall-a:nadia;lobby:omar;vault:",
    ]
    assert [house.door(id).released for id in ("entrance", "hall-door", "vault-door")] == [True, True, False]
    assert house.badge("10:00:01", "hall-door", "in", "omar") == "fire"


def test_a_free_door_is_neither_forced_nor_held_open() -> None:
    house = on_fire()
    house.signal("10:00:10", "hall-door", "opened")
    house.wait("10:05:00")
    assert house.told("door-forced", "door-held-open") == []


def test_heard_twice_it_is_told_once() -> None:
    house = on_fire()
    house.told()
    release_doors(house.unit, "hall-a", time("10:00:00"))
    refuse_entries(house.unit, "hall-a")
    assert house.told() == []
    assert house.zone("hall-a").alarm is Alarm.ACTIVATED


def test_doors_are_secured_after_the_reset_and_by_a_person_only() -> None:
    house = on_fire()
    with pytest.raises(Refused, match="has not been reset") as early:
        secure_doors(house.now("10:10:00"), "hall-a", "omar", time("10:10:00"))
    assert early.value.kind == "conflict"
    panel_was_reset(house.now("10:20:00"), "hall-a")
    assert house.door("hall-door").released  # never by itself
    house.told()
    assert secure_doors(house.now("10:30:00"), "hall-a", "omar", time("10:30:00")) == ("entrance", "hall-door")
    assert house.told() == ["10:30:00 doors-secured hall-a doors=entrance,hall-door by=omar"]
    assert not house.door("hall-door").released
    with pytest.raises(Refused, match="no door of hall-a is released"):
        secure_doors(house.now("10:31:00"), "hall-a", "omar", time("10:31:00"))


def test_a_door_left_open_is_told_once_it_is_under_control_again() -> None:
    house = on_fire()
    house.signal("10:00:10", "hall-door", "opened")
    panel_was_reset(house.now("10:20:00"), "hall-a")
    secure_doors(house.now("10:30:00"), "hall-a", "omar", time("10:30:00"))
    house.wait("10:31:00")
    assert house.told("door-held-open") == ["10:30:30 door-held-open hall-door opened_at=10:00:10 seconds=30"]


def test_an_opening_heard_late_is_judged_by_when_it_was() -> None:
    house = on_fire()
    panel_was_reset(house.now("10:20:00"), "hall-a")
    secure_doors(house.now("10:30:00"), "hall-a", "omar", time("10:30:00"))
    house.signal("10:15:00", "hall-door", "opened")  # while it was free
    house.signal("10:30:00", "hall-door", "opened")  # since then it is not
    assert house.told("door-forced") == ["10:30:00 door-forced hall-door"]


def test_a_door_shared_by_two_alarms_stays_free_until_both_are_secured() -> None:
    house = on_fire()
    shared = house.zone("vault")
    house.unit.put(type(shared)(shared.id, shared.name, egress=("vault-door", "hall-door")))
    release_doors(house.now("10:01:00"), "vault", time("10:01:00"))
    house.told()
    panel_was_reset(house.now("10:20:00"), "hall-a")
    assert secure_doors(house.unit, "hall-a", "omar", time("10:20:00")) == ("entrance",)
    assert house.door("hall-door").released
    assert muster_list(house.unit).frozen
    panel_was_reset(house.now("10:25:00"), "vault")
    assert secure_doors(house.unit, "vault", "omar", time("10:25:00")) == ("hall-door", "vault-door")
    assert not muster_list(house.unit).frozen


def test_the_muster_stays_as_it_was_at_the_first_alarm() -> None:
    house = on_fire()
    house.badge("10:00:05", "hall-door", "out", "nadia")
    house.signal("10:00:06", "hall-door", "opened")
    release_doors(house.now("10:01:00"), "vault", time("10:01:00"))
    muster = listed(house, "10:02:00")
    assert muster.frozen
    assert muster.at == time("10:00:00")
    assert muster.zones == {"hall-a": ("nadia",), "lobby": ("omar",), "vault": ()}
    assert [said.split()[1] for said in house.told("muster-frozen")] == ["muster-frozen"]


def test_who_was_seen_is_accounted_for_who_is_missed_is_not() -> None:
    house = on_fire()
    assert muster_list(house.unit).unaccounted == ("nadia", "omar")
    assert answered(house, "10:01:00", "omar", "safe").unaccounted == ("nadia",)
    assert answered(house, "10:02:00", "nadia", "seen").unaccounted == ()
    assert answered(house, "10:03:00", "nadia", "missing").unaccounted == ("nadia",)
    # somebody who is not on the list
    assert answered(house, "10:04:00", "vera", "missing").unaccounted == ("nadia", "vera")
    # of two desks the later answer counts
    assert answered(house, "10:02:30", "nadia", "safe").unaccounted == ("nadia", "vera")


def test_without_an_alarm_the_list_lives_and_takes_no_answers() -> None:
    house = House()
    house.enter("09:00:00", "entrance", "nadia")
    muster = listed(house, "09:05:00")
    assert (muster.frozen, muster.at, muster.unaccounted) == (False, time("09:05:00"), ())
    assert muster.zones == {"hall-a": (), "lobby": ("nadia",), "vault": ()}
    with pytest.raises(Refused, match="no muster has been called"):
        answered(house, "09:06:00", "nadia", "safe")


def test_after_securing_the_list_lives_again() -> None:
    house = on_fire()
    answered(house, "10:01:00", "omar", "safe")
    panel_was_reset(house.now("10:20:00"), "hall-a")
    secure_doors(house.unit, "hall-a", "omar", time("10:20:00"))
    assert muster_list(house.unit) == Muster()


def test_a_door_that_tells_late_of_before_the_alarm_corrects_the_list() -> None:
    house = House()
    house.enter("09:02:00", "entrance", "omar")
    house.check("09:59:55", "hall-door", "in", "omar")
    release_doors(house.now("10:00:00"), "hall-a", time("10:00:00"))
    assert muster_list(house.unit).people_by_zone == {"hall-a": (), "lobby": ("omar",), "vault": ()}
    house.signal("09:59:57", "hall-door", "opened")
    assert muster_list(house.unit).people_by_zone == {"hall-a": ("omar",), "lobby": (), "vault": ()}
    assert house.told("muster-corrected") == [
        "09:59:57 muster-corrected hall-a people_by_zone=hall-a:omar;lobby:;vault:"
    ]


def test_though_the_person_has_moved_on_since() -> None:
    house = on_fire()
    house.check("09:59:00", "hall-door", "out", "nadia")
    house.check("10:00:20", "entrance", "out", "nadia")
    house.signal("10:00:22", "entrance", "opened")
    assert muster_list(house.unit).people_by_zone["hall-a"] == ("nadia",)
    house.signal("09:59:02", "hall-door", "opened")  # heard last: she was in the lobby at the alarm, outside since
    assert muster_list(house.unit).people_by_zone == {"hall-a": (), "lobby": ("nadia", "omar"), "vault": ()}
    assert house.person("nadia").zone is None


def test_an_alarm_heard_late_lists_who_was_where_then() -> None:
    house = House()
    house.enter("09:00:00", "entrance", "nadia")
    house.enter("09:01:00", "hall-door", "nadia")
    house.enter("09:59:59", "entrance", "omar")
    house.check("10:00:01", "hall-door", "out", "nadia")
    house.signal("10:00:02", "hall-door", "opened")
    house.enter("10:00:03", "hall-door", "omar")
    house.told()
    release_doors(house.now("10:00:05"), "hall-a", time("10:00:00"))
    assert muster_list(house.unit).people_by_zone == {"hall-a": ("nadia",), "lobby": ("omar",), "vault": ()}


def test_who_came_in_between_the_alarm_and_its_being_heard_is_listed_too() -> None:
    house = House()
    house.enter("10:00:03", "entrance", "omar")
    release_doors(house.now("10:00:05"), "hall-a", time("10:00:00"))
    assert muster_list(house.unit).people_by_zone == {"hall-a": (), "lobby": ("omar",), "vault": ()}
