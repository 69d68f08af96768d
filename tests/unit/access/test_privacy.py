"""What is personal: how long it is kept, what is let go of by itself, and what a person can have erased."""

from __future__ import annotations

import json

import pytest

from libs.events import replace
from services.access.acts.people import end_person, give_right, register_person
from services.access.acts.privacy import erase, known_of, let_go, tell_again
from services.access.acts.visits import plan_visit
from services.access.acts.zones import rule_zone
from services.access.answers.privacy import PersonalDataAnswer
from services.access.bodies.zones import ChangeOfRules
from services.access.domain.person import Kind, Person, Right
from services.access.domain.retention import VISITORS, identity
from services.access.domain.visit import Escort, Visit
from services.access.domain.zone import TOLD_AGAIN
from services.access.events import MOVEMENTS, STAFF
from tests.unit.access.house import House, time


def visited() -> House:
    """Vera came on Monday from nine to ten, with Nadia."""
    house = House()
    plan_visit(
        house.now("08:00:00"),
        Visit("v1", "vera", "nadia", "audit", ("lobby",), time("09:00:00"), time("10:00:00"), Escort.NONE),
    )
    house.enter("09:00:00", "entrance", "vera")
    house.check("09:40:00", "entrance", "out", "vera")
    house.signal("09:40:01", "entrance", "opened")
    house.wait("10:00:00")
    return house


def days_later(house: House, days: float) -> None:
    house.unit.now = time("10:00:00") + days * (time("2026-03-03 10:00:00") - time("10:00:00"))


def names(house: House) -> set[str]:
    return {person.id for person in house.unit.people.where()}


def test_a_visitor_is_forgotten_three_months_after_the_last_visit() -> None:
    house = visited()
    days_later(house, VISITORS.days - 1)
    let_go(house.unit)
    assert "vera" in names(house)
    days_later(house, VISITORS.days + 1)
    let_go(house.unit)
    assert names(house) == {"nadia", "omar"}  # nor did Karim ever come
    assert house.unit.visits.where() == []
    assert "person:vera" not in {item.id for item in house.unit.site_items.where()}
    assert not [act for act in house.unit.acts.where() if "vera" in f"{act.about} {act.person} {act.said}"]
    done = [json.loads(act.said or "") for act in house.unit.acts.where(kind="person-forgotten")]
    assert [one["erased"]["identity"] for one in done] == [1, 1]  # Vera, and Karim, who never came


def test_a_new_visit_begins_the_three_months_again() -> None:
    house = visited()
    days_later(house, 80)
    plan_visit(
        house.unit,
        Visit("v2", "vera", "nadia", "audit", ("lobby",), house.unit.now, house.unit.now + MOVEMENTS, Escort.NONE),
    )
    days_later(house, VISITORS.days + 5)
    let_go(house.unit)
    assert "vera" in names(house)


def test_movements_are_let_go_of_after_three_months_and_people_stay() -> None:
    house = House()
    house.enter("09:00:00", "entrance", "nadia")
    house.check("09:30:00", "entrance", "out", "nadia")
    house.signal("09:30:01", "entrance", "opened")
    days_later(house, MOVEMENTS.days - 1)
    let_go(house.unit)
    assert len(house.unit.checks.where()) == 2
    days_later(house, MOVEMENTS.days + 1)
    let_go(house.unit)
    assert house.unit.checks.where() == []
    assert (house.person("nadia").since, house.person("nadia").stays) == (None, ())
    assert house.door("entrance").grants == ()


def test_who_is_inside_is_told_again_before_it_expires() -> None:
    house = House()
    house.enter("09:00:00", "entrance", "nadia")
    house.enter("09:05:00", "hall-door", "nadia")
    assert house.told("zone-occupancy-changed")[-1] == "09:05:00 zone-occupancy-changed hall-a people=nadia count=1"
    days_later(house, TOLD_AGAIN.days)  # and an hour
    tell_again(house.unit)
    assert house.told() == [
        "10:00:00 zone-occupancy-changed hall-a people=nadia count=1",
        "10:00:00 zone-occupancy-changed lobby people= count=0",  # in the vault nobody ever was
    ]
    tell_again(house.unit)
    assert house.told() == []
    assert TOLD_AGAIN < MOVEMENTS


def test_what_a_door_tells_long_after_is_told_again_at_once() -> None:
    house = House()
    days_later(house, TOLD_AGAIN.days + 1)
    house.unit.save(house.zone("lobby").entered("nadia", "c1", time("09:00:00")))
    house.unit.raised.clear()
    tell_again(house.unit)
    assert house.told() == ["10:00:00 zone-occupancy-changed lobby people=nadia count=1"]


def test_who_is_inside_is_never_forgotten() -> None:
    house = visited()
    house.enter("10:01:00", "entrance", "nadia")
    house.unit.put(replace(house.person("vera"), zone="lobby", since=time("10:02:00")))
    days_later(house, 400)
    let_go(house.unit)
    assert {"vera", "nadia"} <= names(house)
    assert house.person("nadia").since == time("10:01:00")


def test_staff_are_kept_for_five_years_after_departure() -> None:
    house = House()
    end_person(house.now("10:00:00"), "omar", time("10:00:00"))
    for days, there in ((STAFF.days - 1, True), (STAFF.days + 1, False)):
        days_later(house, days)
        let_go(house.unit)
        assert ("omar" in names(house)) is there
    assert "nadia" in names(house)


def test_what_was_done_more_than_five_years_ago_says_no_more_by_whom_and_to_whom() -> None:
    house = House()
    rule_zone(house.now("10:00:00"), "lobby", ChangeOfRules(lockdown=True))
    for days, said in ((STAFF.days - 1, True), (STAFF.days + 1, False)):
        days_later(house, days)
        let_go(house.unit)
        (ruled,) = house.unit.acts.where(kind="zone-ruled")
        assert ((ruled.said is not None), ruled.about) == (said, "lobby")  # it concerns nobody


def test_a_visitor_without_a_visit_is_kept_for_three_months_too() -> None:
    house = House()
    register_person(house.now("10:00:00"), Person("lea", "L.", "Froid SA", Kind.VISITOR))
    for days, there in ((VISITORS.days - 1, True), (VISITORS.days + 1, False)):
        days_later(house, days)
        let_go(house.unit)
        assert ("lea" in names(house)) is there


def test_a_contractor_with_a_right_of_their_own_is_kept() -> None:
    house = House()
    give_right(house.unit, "karim", Right("lobby"))
    kept = identity(house.person("karim"), [], time("2027-03-02 10:00:00"))
    assert (kept.why, kept.until) == ("they have a right of their own", None)


@pytest.mark.parametrize(
    ("days", "erased", "kept"),
    [
        (1, [], ["identity", "movements"]),
        (VISITORS.days + 1, ["identity", "badges", "visits", "acts"], []),
    ],
)
def test_erasure_on_demand_says_what_is_kept_and_why(days: int, erased: list[str], kept: list[str]) -> None:
    house = visited()
    days_later(house, days)
    if days > MOVEMENTS.days:
        for check in house.unit.checks.where():
            house.unit.remove(check)
    done, left = erase(house.unit, "vera")
    assert (done, [one.what for one in left]) == (erased, kept)
    assert ("vera" in names(house)) is bool(kept)


def test_a_person_sees_all_that_is_kept_of_them() -> None:
    house = visited()
    shown = PersonalDataAnswer.of(known_of(house.unit, "vera"), house.unit.now)
    assert (shown.person.name, len(shown.badges), len(shown.visits), len(shown.checks)) == ("V.", 1, 1, 2)
    assert {act.kind for act in shown.acts} == {"site-entered", "visit-planned"}
    assert shown.kept.until == time("10:00:00") + VISITORS
