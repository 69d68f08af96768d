"""Doors that were alone: the list that they decide by, and what they decided, told later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from libs.events import Refused, replace
from services.access.acts.badges import declare_badge
from services.access.acts.offline import door_list
from services.access.acts.people import give_right
from services.access.acts.visits import plan_visit
from services.access.bodies.doors import DoorSignal
from services.access.domain.badge import BadgeState
from services.access.domain.person import Right
from services.access.domain.schedule import Day, Schedule, Window
from services.access.domain.visit import Escort, Visit, VisitState
from services.access.domain.zone import Rules
from tests.unit.access.house import House, time


def listed(house: House, at: str, door: str = "entrance") -> dict[int, list[str]]:
    """The hours of each card, in UTC."""
    return {
        one.card: [f"{_at(hours.starts)}-{_at(hours.until)}" for hours in one.hours]
        for one in door_list(house.now(at), door)
    }


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(time('09:00:00').tzinfo):%d %H:%M}"


# -- the list


def test_who_may_always_enter_is_listed_for_a_day() -> None:
    assert listed(House(), "09:00:00") == {1: ["02 09:00-03 09:00"], 2: ["02 09:00-03 09:00"]}
    assert listed(House(), "09:00:00", "vault-door") == {}


def test_hours_are_those_of_the_schedule_until_the_right_ends() -> None:
    house = House()  # office: Monday and Tuesday, 8 to 19 in Paris, which is 7 to 18 UTC
    office = Right("lobby", schedule="office", until=time("2026-03-03 08:00:00"))
    give_right(house.unit, "karim", office)
    assert listed(house, "09:00:00")[3] == ["02 09:00-02 18:00", "03 07:00-03 08:00"]


def test_two_rights_that_follow_on_each_other_are_one_stretch() -> None:
    house = House()
    give_right(house.unit, "karim", Right("lobby", until=time("12:00:00")))
    give_right(house.unit, "karim", Right("lobby", starts=time("12:00:00"), until=time("13:00:00")))
    assert listed(house, "09:00:00")[3] == ["02 09:00-02 13:00"]


def test_a_denial_cuts_its_hours_out() -> None:
    house = House()
    give_right(house.unit, "nadia", Right("lobby", schedule="office", deny=True))
    assert listed(house, "09:00:00")[1] == ["02 18:00-03 07:00"]


def test_who_must_not_enter_alone_is_not_on_it() -> None:
    house = House()
    house.unit.put(house.person("vera").given(Right("lobby", escorted=True)))
    declare_badge(house.unit, "75-1", BadgeState.REVOKED)
    assert listed(house, "09:00:00") == {2: ["02 09:00-03 09:00"]}
    for rules in (Rules(two_person=True), Rules(lockdown=True)):
        house.unit.put(replace(house.zone("lobby"), rules=rules))
        assert listed(house, "09:00:00") == {}


@pytest.mark.parametrize("at", ["2026-03-28 20:00:00", "2026-10-24 20:00:00"])
def test_the_night_of_another_time_is_right_too(at: str) -> None:
    """Eight in the morning in Paris is an hour earlier, or later, on the day on which the clock is changed."""
    house = House()
    house.unit.put(Schedule("daily", (Window((Day.SAT, Day.SUN), "08:00", "10:00"),)))
    give_right(house.now(at), "karim", Right("lobby", schedule="daily"))
    expected = "29 06:00-29 08:00" if "03" in at[:7] else "25 07:00-25 09:00"
    assert listed(house, at)[3] == [expected]


# -- what was decided


def test_let_in_by_the_list_and_heard_after_the_door() -> None:
    house = House()
    house.signal("09:00:02", "entrance", "opened")
    house.told()
    house.now("10:00:00")
    house.offline("09:00:00", "entrance", "in", "nadia")
    check = house.unit.checks.where()[0]
    assert (check.reason.value, check.offline) == ("ok", True)
    assert house.zone("lobby").people == ("nadia",)
    assert house.told("badge-granted", "offline-contradicted") == [
        f"09:00:00 badge-granted {check.id} door=entrance zone=lobby person=nadia reason=ok offline=True"
    ]


def test_a_revoked_badge_let_in_is_told() -> None:
    house = House()
    declare_badge(house.now("08:30:00"), "75-1", BadgeState.REVOKED)
    house.offline("09:00:00", "entrance", "in", "nadia")
    check = house.unit.checks.where()[0]
    said = "door=entrance zone=lobby person=nadia granted=True reason=badge_revoked"
    assert house.told("offline-contradicted") == [f"09:00:00 offline-contradicted {check.id} {said}"]


def test_refused_though_access_would_not_have() -> None:
    house = House()
    house.offline("09:00:00", "entrance", "in", "nadia", granted=False)
    house.offline("09:00:00", "entrance", "in", "karim", granted=False)
    said = [line.split()[1::2] for line in house.told("badge-denied", "offline-contradicted")]
    assert [words[0] for words in said] == ["badge-denied", "offline-contradicted", "badge-denied"]


def test_how_full_a_zone_is_now_says_nothing_about_then() -> None:
    house = House()
    house.unit.put(house.zone("lobby").ruled(Rules(capacity=0)))
    house.offline("09:00:00", "entrance", "in", "nadia")
    assert house.told("offline-contradicted") == []


CARD = {"format": "H10301", "facility": 75, "card": 1}


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"kind": "offline_granted"}, {"/direction", "/credential"}),
        ({"kind": "offline_denied", "direction": "in"}, {"/credential"}),
        ({"kind": "opened", "direction": "in", "credential": CARD}, {"/direction", "/credential"}),
    ],
)
def test_a_decision_says_on_what_and_nothing_else_does(said: dict[str, Any], at: set[str]) -> None:
    signal = DoorSignal.model_validate({"id": "s1", "door": "entrance", **said})
    with pytest.raises(Refused) as refused:
        signal.decided()
    assert {where for where, _ in refused.value.faults} == at


def test_who_goes_out_begins_no_visit_by_that() -> None:
    """The way out of the hall leads into the lobby, to which the visitor has a right in these hours."""
    for alone in (True, False):
        house = House()
        agreed = time("09:00:00"), time("10:00:00")
        plan_visit(house.now("08:30:00"), Visit("v1", "vera", "nadia", "audit", ("lobby",), *agreed, Escort.NONE))
        if alone:
            house.offline("09:05:00", "hall-door", "out", "vera")
        else:
            house.check("09:05:00", "hall-door", "out", "vera")
        house.signal("09:05:01", "hall-door", "opened")
        assert house.unit.visits.need("v1").state is VisitState.PLANNED
