"""Visits: planned by the desk, started by a door, ended by the desk or by themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from libs.events import Refused
from services.access.acts.badges import need_badge
from services.access.acts.people import end_person, end_right
from services.access.acts.visits import end_visit, plan_visit
from services.access.domain.badge import Badge
from services.access.domain.visit import Escort, Visit, VisitState
from tests.unit.access.house import House, time


def planned(
    house: House, starts: str = "10:00:00", until: str = "12:00:00", lent: Badge | None = None, **named: str
) -> Visit:
    """Karim's mission in lobby and hall A for AP-HP, sponsored by Nadia, planned at 09:00."""
    visit = Visit(
        id=named.get("id", "v1"), person=named.get("person", "karim"), sponsor=named.get("sponsor", "nadia"),
        purpose="maintenance", zones=("lobby", "hall-a"), starts=time(starts), until=time(until),
        escort=Escort(named.get("escort", "none")), tenant="ap-hp",
    )  # fmt: skip
    return plan_visit(house.now("09:00:00"), visit, lent)


def state(house: House) -> VisitState:
    return house.unit.visits.need("v1").state


def test_a_visit_from_its_first_door_to_the_desk() -> None:
    house = House()
    planned(house)
    assert house.badge("09:59:59", "entrance", "in", "karim") == "no_right"
    house.enter("10:05:30", "entrance", "karim")
    house.enter("10:06:30", "hall-door", "karim")
    end_visit(house.now("11:35:40"), "v1", time("11:35:40"))
    assert house.told("visit-started", "visit-ended") == [
        "10:05:30 visit-started v1 person=karim tenant=ap-hp",
        "11:35:40 visit-ended v1 tenant=ap-hp minutes=90",  # and ten seconds
    ]
    assert house.badge("11:36:00", "entrance", "in", "karim") == "no_right"
    assert house.badge("11:36:00", "hall-door", "out", "karim") == "ok_exit_always_free"
    house.wait("13:00:00")
    assert house.told("visit-ended") == []


def test_a_visit_ends_by_itself() -> None:
    house = House()
    planned(house)
    house.enter("10:30:00", "entrance", "karim")
    house.wait("12:00:01")
    assert house.told("visit-ended") == ["12:00:00 visit-ended v1 tenant=ap-hp minutes=90"]
    assert house.person("karim").rights == ()


def test_a_visit_to_which_nobody_came_lapses_and_is_not_billed() -> None:
    house = House()
    planned(house)
    house.badge("10:00:00", "entrance", "in", "karim")  # granted, but the door was not opened
    house.wait("12:00:01")
    assert state(house) is VisitState.LAPSED
    assert house.told("visit-started", "visit-ended") == []


def test_a_first_door_heard_late_makes_the_lapsed_visit_one_that_was() -> None:
    house = House()
    planned(house)
    house.badge("11:59:55", "entrance", "in", "karim")
    house.wait("12:00:01")
    house.signal("11:59:58", "entrance", "opened")
    assert house.told("visit-started", "visit-ended") == [
        "11:59:58 visit-started v1 person=karim tenant=ap-hp",
        "12:00:00 visit-ended v1 tenant=ap-hp minutes=0",
    ]


def test_the_desk_ends_a_visit_of_somebody_let_in_by_others() -> None:
    house = House()
    planned(house)
    end_visit(house.now("11:00:00"), "v1", time("11:00:00"))
    assert house.told("visit-started", "visit-ended") == [
        "10:00:00 visit-started v1 person=karim tenant=ap-hp",
        "11:00:00 visit-ended v1 tenant=ap-hp minutes=60",
    ]


def test_before_its_hours_a_visit_is_cancelled() -> None:
    house = House()
    planned(house)
    end_visit(house.now("09:30:00"), "v1", time("09:30:00"))
    assert state(house) is VisitState.CANCELLED
    assert house.told("visit-started", "visit-ended") == []
    with pytest.raises(Refused, match="cancelled already") as again:
        end_visit(house.unit, "v1", time("09:31:00"))
    assert again.value.kind == "conflict"


def test_an_end_before_the_start_is_refused_one_after_the_hours_is_the_agreed_end() -> None:
    house = House()
    planned(house)
    house.enter("10:30:00", "entrance", "karim")
    with pytest.raises(Refused, match="started only at") as early:
        end_visit(house.now("11:00:00"), "v1", time("10:29:00"))
    assert early.value.faults[0][0] == "/at"
    assert end_visit(house.now("12:30:00"), "v1", time("12:30:00")).ended_at == time("12:00:00")


def test_who_needs_an_escort_comes_in_right_after_one() -> None:
    house = House()
    planned(house, escort="required")
    assert house.badge("10:00:00", "entrance", "in", "karim") == "escort_needed"
    assert house.badge("10:00:05", "entrance", "in", "omar") == "ok"
    assert house.badge("10:00:20", "entrance", "in", "karim") == "ok"
    assert house.badge("10:00:21", "entrance", "in", "karim") == "escort_needed"


def test_all_faults_of_a_visit_at_once() -> None:
    house = House()
    end_person(house.unit, "nadia", time("08:30:00"))
    planned(house, person="vera", sponsor="omar", id="v0")
    wrong = Visit("v1", "vera", "nadia", "visite", ("lobby", "hall-b"), time("11:00:00"), time("08:00:00"), Escort.NONE)
    with pytest.raises(Refused) as refused:
        plan_visit(house.now("09:00:00"), wrong)
    assert refused.value.kind == "invalid"
    assert list(refused.value.faults) == [
        ("/sponsor", "nadia has left by then"),
        ("/zones/1", "no zone hall-b"),
        ("/until", "the end is not after the start"),
        ("/until", "the end is in the past"),
    ]
    with pytest.raises(Refused) as overlapping:
        planned(house, "11:30:00", "13:00:00", person="vera", sponsor="vera")
    assert list(overlapping.value.faults) == [
        ("/sponsor", "nobody sponsors their own visit"),
        ("/from", "overlaps visit v0"),
    ]
    planned(house, "12:00:00", "13:00:00", person="vera", sponsor="omar")  # one after the other is none


def test_a_right_of_a_visit_ends_with_it_alone() -> None:
    house = House()
    planned(house)
    right = house.person("karim").rights[0]
    assert (right.zone, right.until) == ("lobby", time("12:00:00"))
    with pytest.raises(Refused, match="end the visit"):
        end_right(house.unit, right.id, time("09:30:00"))


def test_minutes_are_full_minutes() -> None:
    start = time("10:00:00")
    visit = Visit("v1", "karim", "nadia", "x", ("lobby",), start, start + timedelta(hours=8), Escort.NONE)
    under_way, _ = visit.entered(start)

    def minutes(seconds: int) -> int:
        _, (ended,) = under_way.ended_by_desk(start + timedelta(seconds=seconds))
        return int(vars(ended)["minutes"])

    assert [minutes(seconds) for seconds in (0, 59, 60, 5_399, 5_400)] == [0, 0, 1, 89, 90]


def test_a_badge_lent_for_a_visit_is_given_back_with_its_end() -> None:
    house = House()
    badge = Badge("75-50", 75, 50, valid_until=time("12:00:00"))
    planned(house, person="vera", lent=badge)
    assert need_badge(house.unit, "75-50") == ("vera", badge)
    with pytest.raises(Refused, match="75-50 is vera's") as taken:
        planned(house, id="v2", lent=badge)
    assert [at for at, _ in taken.value.faults] == ["/badge/card"]
    end_visit(house.now("11:00:00"), "v1", time("11:00:00"))
    assert need_badge(house.unit, "75-50")[1].expired(time("11:00:00"))


def test_who_is_inside_when_the_visit_is_over_is_told() -> None:
    house = House()
    planned(house)
    house.enter("10:30:00", "entrance", "karim")
    house.wait("12:00:01")
    assert house.told("visit-overstayed") == ["12:00:00 visit-overstayed v1 person=karim zone=lobby"]
