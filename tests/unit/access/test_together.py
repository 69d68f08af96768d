"""Rules that look at more than one person or door: two persons, escorts, interlocks, threat levels, forgiveness."""

from __future__ import annotations

from typing import Any

import pytest

from libs.events import Refused, replace
from services.access.acts.people import forgive_passback
from services.access.answers.checks import KeptCheckAnswer
from services.access.domain.person import Right
from services.access.domain.zone import AntiPassback, Rules
from tests.unit.access.house import SITE, House


def ruled(zone: str, **rules: Any) -> House:
    house = House()
    house.unit.put(house.zone(zone).ruled(Rules(**rules)))
    return house


# -- two persons


def test_the_second_within_15_seconds_lets_both_in() -> None:
    house = ruled("lobby", two_person=True)
    assert house.badge("09:00:00", "entrance", "in", "nadia") == "second_person_needed"
    assert house.badge("09:00:15", "entrance", "in", "omar") == "ok"
    house.signal("09:00:17", "entrance", "opened")
    assert house.zone("lobby").people == ("nadia", "omar")
    assert [said.split()[1::3] for said in house.told("badge-denied", "badge-granted")] == [
        ["badge-denied", "zone=lobby"],
        ["badge-granted", "zone=lobby"],
        ["badge-granted", "zone=lobby"],
    ]


def test_too_late_or_by_the_same_person_it_begins_again() -> None:
    house = ruled("lobby", two_person=True)
    house.badge("09:00:00", "entrance", "in", "nadia")
    assert house.badge("09:00:05", "entrance", "in", "nadia") == "second_person_needed"
    assert house.badge("09:00:21", "entrance", "in", "omar") == "second_person_needed"
    assert house.badge("09:00:30", "entrance", "in", "nadia") == "ok"
    # each pair is let in once
    assert house.badge("09:00:31", "entrance", "in", "omar") == "second_person_needed"


def test_both_must_have_a_right_and_both_a_place() -> None:
    house = ruled("lobby", two_person=True, capacity=2)
    assert house.badge("09:00:00", "entrance", "in", "karim") == "no_right"
    assert house.badge("09:00:01", "entrance", "in", "nadia") == "second_person_needed"
    assert house.badge("09:00:02", "entrance", "in", "karim") == "no_right"
    assert house.badge("09:00:03", "entrance", "in", "omar") == "ok"
    house.signal("09:00:04", "entrance", "opened")
    house.unit.put(house.person("karim").given(Right("lobby")))
    house.unit.put(house.zone("lobby").ruled(Rules(two_person=True, capacity=3)))
    house.check("09:01:00", "entrance", "out", "omar")
    house.signal("09:01:01", "entrance", "opened")
    house.badge("09:02:00", "entrance", "in", "karim")
    assert house.badge("09:02:01", "entrance", "in", "omar") == "ok"


def test_two_for_one_place_are_refused() -> None:
    house = ruled("lobby", two_person=True, capacity=3)
    house.unit.put(replace(house.zone("lobby"), people=("vera", "karim")))
    assert house.badge("09:00:00", "entrance", "in", "nadia") == "second_person_needed"
    assert house.badge("09:00:01", "entrance", "in", "omar") == "zone_full"
    with pytest.raises(Refused, match="two persons do not fit"):
        Rules(two_person=True, capacity=1).sound()


def test_the_first_is_asked_again_when_the_second_comes() -> None:
    house = ruled("lobby", two_person=True)
    house.badge("09:00:00", "entrance", "in", "nadia")
    house.unit.put(house.person("nadia").ended(house.unit.now))
    assert house.badge("09:00:05", "entrance", "in", "omar") == "second_person_needed"


# -- escorts


def with_visitor(house: House) -> House:
    house.unit.put(house.person("vera").given(Right("lobby", escorted=True)))
    return house


def test_an_escort_who_leaves_first_is_an_alarm_until_somebody_is_there_again() -> None:
    house = with_visitor(House())
    house.enter("09:00:00", "entrance", "nadia")
    house.enter("09:00:05", "entrance", "vera")
    assert house.told("escort-missing") == []
    house.check("09:30:00", "entrance", "out", "nadia")
    house.signal("09:30:01", "entrance", "opened")
    assert house.told("escort-missing") == ["09:30:01 escort-missing lobby people=vera"]
    house.enter("09:31:00", "entrance", "omar")
    assert house.told("escort-missing", "escort-restored") == ["09:31:00 escort-restored lobby people=vera"]


def test_one_opening_for_both_is_no_alarm() -> None:
    house = with_visitor(House())
    house.badge("09:00:00", "entrance", "in", "nadia")
    house.badge("09:00:01", "entrance", "in", "vera")
    house.signal("09:00:02", "entrance", "opened")
    house.check("09:10:00", "entrance", "out", "nadia")
    house.check("09:10:01", "entrance", "out", "vera")
    house.signal("09:10:02", "entrance", "opened")
    assert house.told("escort-missing", "escort-restored") == []
    assert house.zone("lobby").escorted == ()


def test_visitor_and_escort_are_two_persons() -> None:
    house = with_visitor(ruled("lobby", two_person=True))
    assert house.badge("09:00:00", "entrance", "in", "vera") == "second_person_needed"
    assert house.badge("09:00:05", "entrance", "in", "nadia") == "ok"


def test_two_visitors_are_no_escort_to_each_other() -> None:
    house = with_visitor(ruled("lobby", two_person=True))
    house.unit.put(house.person("karim").given(Right("lobby", escorted=True)))
    assert house.badge("09:00:00", "entrance", "in", "vera") == "second_person_needed"
    assert house.badge("09:00:05", "entrance", "in", "karim") == "escort_needed"


# -- interlock


def mantrap() -> House:
    doors = [dict(door) for door in SITE["doors"]]
    doors[0]["interlock"], doors[1]["interlock"] = ["hall-door"], ["entrance"]
    house = House({**SITE, "doors": doors})
    house.signal("08:30:00", "entrance", "closed")
    house.signal("08:30:00", "hall-door", "closed")
    return house


def test_door_2_waits_until_door_1_is_closed_and_locked() -> None:
    house = mantrap()
    assert house.badge("09:00:00", "entrance", "in", "nadia") == "ok"
    assert house.badge("09:00:01", "hall-door", "in", "nadia") == "interlock"
    house.signal("09:00:02", "entrance", "opened")
    assert house.badge("09:00:06", "hall-door", "in", "nadia") == "interlock"
    house.signal("09:00:07", "entrance", "closed")
    assert house.badge("09:00:08", "hall-door", "in", "nadia") == "ok"


def test_the_bolt_says_it_sooner_than_the_time() -> None:
    house = mantrap()
    house.badge("09:00:00", "entrance", "in", "nadia")
    house.signal("09:00:01", "entrance", "opened")
    house.signal("09:00:02", "entrance", "closed")
    assert house.badge("09:00:03", "hall-door", "in", "nadia") == "interlock"
    house.signal("09:00:03", "entrance", "locked")
    assert house.badge("09:00:04", "hall-door", "in", "nadia") == "ok"


def test_a_door_of_which_nothing_is_known_is_not_shut_and_the_way_out_is_free() -> None:
    house = mantrap()
    house.signal("09:00:00", "entrance", "contact_lost")
    assert house.badge("09:00:01", "hall-door", "in", "nadia") == "interlock"
    assert house.badge("09:00:02", "hall-door", "out", "nadia") == "ok_exit_always_free"


# -- threat level


def test_a_raised_threat_level_leaves_the_rights_that_reach_it() -> None:
    house = ruled("lobby", threat_level=2)
    house.unit.put(house.person("omar").given(Right("lobby", threat_level=2)))
    assert house.badge("09:00:00", "entrance", "in", "nadia") == "denied_by_rule"
    check = house.check("09:00:01", "entrance", "in", "omar")
    told = KeptCheckAnswer.kept(check)
    assert (told.decision, told.right) == ("granted", "omar.3")
    assert [(one.right, one.verdict) for one in told.rights] == [
        ("omar.1", "below_threat_level"), ("omar.3", "decides"),
    ]  # fmt: skip


# -- forgiveness


def test_the_desk_forgives_once() -> None:
    house = ruled("lobby", anti_passback=AntiPassback.HARD)
    house.enter("09:00:00", "entrance", "nadia")
    assert house.badge("09:10:00", "entrance", "in", "nadia") == "anti_passback"
    house.told()
    forgive_passback(house.now("09:11:00"), "nadia", "omar", "followed a colleague out")
    assert house.told() == ["09:11:00 passback-forgiven nadia by=access"]
    house.enter("09:12:00", "entrance", "nadia")
    assert house.badge("09:20:00", "entrance", "in", "nadia") == "anti_passback"
