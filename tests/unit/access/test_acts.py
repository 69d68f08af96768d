"""The log of administrative acts: who did what, told by its hash alone."""

from __future__ import annotations

import json

from libs.audit import Act, Told, seal, unlike
from libs.events import replace
from services.access.acts.badges import declare_badge
from services.access.acts.people import end_right, give_right, register_person
from services.access.acts.zones import rule_zone
from services.access.bodies.zones import ChangeOfRules
from services.access.domain.badge import BadgeState
from services.access.domain.person import Kind, Person, Right
from services.access.events import ActEntered
from services.access.verify import places
from tests.unit.access.house import House


def logged(house: House) -> list[Act]:
    return [act for act in house.unit.acts.where() if not act.kind.startswith("site-")]


def desk(at: str = "09:00:00") -> House:
    house = House()
    house.now(at).by = "desk"
    return house


def test_who_did_what_to_whom() -> None:
    house = desk()
    register_person(house.unit, Person("lea", "Léa", "Froid SA", Kind.CONTRACTOR))
    give_right(house.unit, "lea", Right("lobby"))
    end_right(house.unit, "lea.1", house.unit.now)
    declare_badge(house.unit, "75-1", BadgeState.LOST)
    rule_zone(house.unit, "lobby", ChangeOfRules(lockdown=True))
    assert sorted((act.kind, act.about, act.person, act.by) for act in logged(house)) == [
        ("badge-declared", "nadia", "nadia", "desk"),
        ("person-registered", "lea", "lea", "desk"),
        ("right-ended", "lea.1", "lea", "desk"),
        ("right-given", "lea.1", "lea", "desk"),
        ("zone-ruled", "lobby", None, "desk"),
    ]


def test_its_event_names_nobody() -> None:
    house = desk()
    register_person(house.unit, Person("lea", "Léa Martin", "Froid SA", Kind.CONTRACTOR))
    act = logged(house)[0]
    assert json.loads(act.said or "")["name"] == "Léa Martin"
    told = [raised for raised in house.unit.raised if isinstance(raised.event, ActEntered)]
    said = b"".join(raised.data for raised in told)
    assert b"Martin" not in said
    assert b"lea" not in said
    assert [raised.event.sealed for raised in told if isinstance(raised.event, ActEntered)] == [act.sealed]


def test_what_was_changed_since_is_found_and_what_was_erased_is_not_held_against_it() -> None:
    house = desk()
    register_person(house.unit, Person("lea", "Léa", "Froid SA", Kind.CONTRACTOR))
    act = logged(house)[0]
    told, changed = {act.id: Told(act.sealed, "")}, f"act {act.id} (person-registered lea) is not what was sealed"
    shifted = replace(act, about="nadia", said=f"lea\n{act.said}")
    resealed = replace(act, said="{}", sealed=seal("lea\n{}", act.salt or ""))
    assert list(unlike({act.id: act}, told)) == []
    assert list(unlike({act.id: replace(act, said="{}")}, told)) == [changed]
    assert list(unlike({act.id: replace(act, about="nadia")}, told)) == [changed.replace("lea", "nadia")]
    assert list(unlike({act.id: resealed}, told)) == [changed]
    assert list(unlike({act.id: shifted}, told)) == [changed.replace("lea", "nadia")]
    assert list(unlike({act.id: act.erased()}, told)) == []
    assert list(unlike({act.id: act}, {})) == [changed]
    assert list(unlike({}, told)) == [f"act {act.id} is told, and gone"]


def test_what_an_act_is_about_is_what_its_event_says() -> None:
    house = desk()
    rule_zone(house.unit, "lobby", ChangeOfRules(lockdown=True))
    act = logged(house)[0]
    told = {act.id: Told(act.sealed, "lobby")}
    assert list(unlike({act.id: act}, told)) == []
    assert list(unlike({act.id: replace(act, about="hall-a")}, told)) == [
        f"act {act.id} (zone-ruled hall-a) is not what was sealed"
    ]


def test_what_the_site_file_enters_is_an_act_too() -> None:
    house = House()
    kinds = {act.about: act.kind for act in house.unit.acts.where()}
    assert kinds["person:nadia"] == kinds["zone:lobby"] == "site-entered"


def test_places_agree() -> None:
    house = House()
    house.enter("09:00:00", "entrance", "nadia")
    assert list(places(house.unit)) == []
    house.unit.put(replace(house.zone("lobby"), people=("omar",)))
    assert list(places(house.unit)) == ["nadia is in lobby, which does not know it", "lobby has omar, who is in None"]
