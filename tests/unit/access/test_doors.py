"""Doors: granted is not entered; forced, held open, tampered with; unknown when contact is lost."""

from __future__ import annotations

import pytest

from libs.events import Refused
from tests.unit.access.house import House, time


def test_a_persons_zone_changes_when_the_door_opens() -> None:
    house = House()
    house.badge("09:00:00", "entrance", "in", "nadia")
    assert house.person("nadia").zone is None
    house.signal("09:00:03", "entrance", "opened")
    house.signal("09:00:05", "entrance", "closed")
    assert house.person("nadia").zone == "lobby"
    assert house.told()[1:] == [
        "09:00:03 door-opened entrance",
        "09:00:03 person-entered nadia zone=lobby door=entrance",
        "09:00:03 zone-occupancy-changed lobby people=nadia count=1",
        "09:00:05 door-closed entrance",
    ]


def test_from_zone_to_zone_and_out() -> None:
    house = House()
    house.enter("09:00:00", "entrance", "nadia")
    house.enter("09:01:00", "hall-door", "nadia")
    house.check("09:02:00", "hall-door", "out", "nadia")
    house.signal("09:02:02", "hall-door", "opened")
    house.check("09:03:00", "entrance", "out", "nadia")
    house.signal("09:03:02", "entrance", "opened")
    assert house.told("person-entered", "person-left", "zone-occupancy-changed") == [
        "09:00:00 person-entered nadia zone=lobby door=entrance",
        "09:00:00 zone-occupancy-changed lobby people=nadia count=1",
        "09:01:00 person-left nadia zone=lobby door=hall-door",
        "09:01:00 person-entered nadia zone=hall-a door=hall-door",
        "09:01:00 zone-occupancy-changed lobby people= count=0",
        "09:01:00 zone-occupancy-changed hall-a people=nadia count=1",
        "09:02:02 person-left nadia zone=hall-a door=hall-door",
        "09:02:02 person-entered nadia zone=lobby door=hall-door",
        "09:02:02 zone-occupancy-changed hall-a people= count=0",
        "09:02:02 zone-occupancy-changed lobby people=nadia count=1",
        "09:03:02 person-left nadia zone=lobby door=entrance",
        "09:03:02 zone-occupancy-changed lobby people= count=0",
    ]


def test_a_grant_that_nobody_used_lapses_ten_seconds_later() -> None:
    house = House()
    house.badge("09:00:00", "entrance", "in", "nadia")
    house.signal("09:00:10.001", "entrance", "opened")
    assert house.person("nadia").zone is None
    assert house.told("door-forced") == ["09:00:10 door-forced entrance"]


def test_two_people_through_one_opening_are_both_counted() -> None:
    house = House()
    house.badge("09:00:00", "entrance", "in", "nadia")
    house.badge("09:00:02", "entrance", "in", "omar")
    house.signal("09:00:04", "entrance", "opened")
    assert house.zone("lobby").people == ("nadia", "omar")


def test_an_exit_request_explains_an_opening_for_ten_seconds() -> None:
    house = House()
    house.signal("09:00:00", "entrance", "exit_request")
    house.signal("09:00:10", "entrance", "opened")
    house.signal("09:00:12", "entrance", "closed")
    assert house.told("door-forced") == []
    house.signal("09:00:20", "entrance", "opened")
    assert house.told("door-forced") == ["09:00:20 door-forced entrance"]


def test_an_exit_with_a_strange_badge_is_no_forced_door() -> None:
    house = House()
    house.check("09:00:00", "entrance", "out", "stranger")
    house.signal("09:00:02", "entrance", "opened")
    assert house.told("door-forced", "person-left") == []


def test_a_door_held_open_is_told_once_after_thirty_seconds() -> None:
    house = House()
    house.enter("09:00:00", "entrance", "nadia")
    house.wait("09:00:29")
    assert house.told("door-held-open") == []
    house.wait("09:00:31")
    house.signal("09:02:00", "entrance", "closed")
    assert house.told("door-held-open", "door-closed") == [
        "09:00:30 door-held-open entrance opened_at=09:00:00 seconds=30",
        "09:02:00 door-closed entrance",
    ]


def test_a_door_closed_in_time_is_not_held_open() -> None:
    house = House()
    house.enter("09:00:00", "entrance", "nadia")
    house.signal("09:00:29", "entrance", "closed")
    house.wait("09:05:00")
    assert house.told("door-held-open") == []


def test_when_all_comes_late_the_door_was_held_open_all_the_same() -> None:
    """The closing is heard before the timer is looked at."""
    house = House()
    house.enter("09:00:00", "entrance", "nadia")
    house.signal("09:00:45", "entrance", "closed")
    house.wait("09:05:00")
    assert house.told("door-held-open") == ["09:00:30 door-held-open entrance opened_at=09:00:00 seconds=30"]


def test_tampering_is_told() -> None:
    house = House()
    house.signal("09:00:00", "vault-door", "tamper")
    assert house.told() == ["09:00:00 door-tampered vault-door"]


def test_a_door_without_contact_is_unknown_never_closed() -> None:
    house = House()
    assert house.door("entrance").open is None
    house.signal("09:00:00", "entrance", "closed")
    assert house.door("entrance").open is False
    house.signal("09:01:00", "entrance", "contact_lost")
    assert house.door("entrance").contact_lost
    assert house.door("entrance").open is None
    house.signal("09:02:00", "entrance", "contact_restored")
    assert not house.door("entrance").contact_lost
    assert house.door("entrance").open is None  # until it says how it stands
    house.signal("09:02:01", "entrance", "closed")
    assert house.door("entrance").open is False


def test_a_bolt_moves_nothing() -> None:
    house = House()
    house.signal("09:00:00", "entrance", "locked")
    assert house.told() == []


def test_a_signal_of_a_door_that_is_not_there() -> None:
    with pytest.raises(Refused) as refused:
        House().signal("09:00:00", "hall-z", "opened")
    assert refused.value.kind == "not_found"
    assert refused.value.faults[0][0] == "/door"


def test_a_door_remembers_no_more_than_it_must() -> None:
    house = House()
    for minute in range(60):
        house.check(f"09:{minute:02}:00", "entrance", "out", "nadia")
        house.signal(f"09:{minute:02}:01", "entrance", "opened")
    door = house.door("entrance")
    assert door.grants[0].at == time("09:49:00")
    assert door.openings[0] == time("09:49:01")
    # an opening of before that cannot be judged any more: it is no alarm
    house.told()
    house.signal("09:20:30", "entrance", "opened")
    assert house.told() == ["09:20:30 door-opened entrance"]
    assert house.door("entrance").leaf == door.leaf
