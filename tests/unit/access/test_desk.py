"""The desk: people, badges and rights come and go."""

from __future__ import annotations

import pytest

from libs.events import Refused, replace
from services.access.acts.badges import badges_after, cursor, declare_badge, give_badge_back, lend_badge
from services.access.acts.people import (
    end_person,
    end_right,
    give_right,
    holder_of,
    register_person,
    rights_after,
)
from services.access.bodies.zones import ChangeOfRules
from services.access.domain.badge import Badge, BadgeState
from services.access.domain.person import Right
from services.access.domain.zone import AntiPassback, Rules
from services.access.store import AccessUnit
from tests.unit.access.house import House, time


def writes(unit: AccessUnit, id: str) -> str:
    """How a document stands to be written at commit: `save`, `guard` or not at all."""
    return {key: slot.write for _, key, slot in unit.changed()}.get(id, "")


def test_a_person_is_registered_once() -> None:
    house = House()
    with pytest.raises(Refused) as refused:
        register_person(house.unit, house.person("nadia"))
    assert (refused.value.kind, refused.value.faults[0][0]) == ("conflict", "/id")


def test_somebody_who_has_left_may_only_leave() -> None:
    house = House()
    end_person(house.unit, "nadia", time("09:00:00"))
    assert house.badge("08:59:59", "entrance", "in", "nadia") == "ok"
    assert house.badge("09:00:00", "entrance", "in", "nadia") == "person_left"
    assert house.badge("09:00:00", "entrance", "out", "nadia") == "ok_exit_always_free"


def test_a_badge_lost_and_found() -> None:
    house = House()
    declare_badge(house.unit, "75-1", BadgeState.LOST)
    assert house.badge("09:00:00", "entrance", "in", "nadia") == "badge_lost"
    declare_badge(house.unit, "75-1", BadgeState.REVOKED)
    assert house.badge("09:01:00", "entrance", "in", "nadia") == "badge_revoked"
    declare_badge(house.unit, "75-1", BadgeState.ACTIVE)
    assert house.badge("09:02:00", "entrance", "in", "nadia") == "ok"


def test_a_badge_given_back_is_lent_again() -> None:
    house = House()
    lent = Badge("75-1", 75, 1)
    with pytest.raises(Refused, match="75-1 is nadia's"):
        lend_badge(house.now("09:00:00"), "vera", lent)
    give_badge_back(house.unit, "75-1", time("09:00:00"))
    assert house.badge("09:00:00", "entrance", "in", "nadia") == "badge_expired"
    lend_badge(house.now("09:05:00"), "vera", lent)
    assert house.check("09:06:00", "entrance", "in", "nadia").person == "vera"


def test_all_faults_of_a_badge_and_of_a_right_at_once() -> None:
    house = House()
    with pytest.raises(Refused) as badge:
        lend_badge(house.unit, "zoe", Badge("75-9", 75, 9, time("10:00:00"), time("09:00:00")))
    assert [at for at, _ in badge.value.faults] == ["/person", "/valid_until"]
    with pytest.raises(Refused) as right:
        give_right(house.unit, "zoe", Right("hall-z", "nights", time("10:00:00"), time("10:00:00")))
    assert [at for at, _ in right.value.faults] == ["/person", "/zone", "/schedule", "/until"]
    with pytest.raises(Refused) as missing:
        give_right(house.unit, "zoe", Right("hall-z"))
    assert missing.value.kind == "not_found"


def test_a_right_is_given_found_and_ended() -> None:
    house = House()
    right = give_right(house.unit, "karim", Right("lobby"))
    assert right.id == "karim.1"
    assert holder_of(house.unit, "karim.1").id == "karim"
    assert end_right(house.unit, "karim.1", time("09:00:00")).until == time("09:00:00")
    assert end_right(house.unit, "karim.1", time("10:00:00")).until == time("09:00:00")
    assert house.badge("08:59:59", "entrance", "in", "karim") == "ok"
    assert house.badge("09:00:00", "entrance", "in", "karim") == "no_right"
    for stranger in ("karim.7", "zoe.1", "karim"):
        with pytest.raises(Refused, match=f"no right {stranger}"):
            end_right(house.unit, stranger, time("09:00:00"))


def test_rights_are_listed_page_by_page() -> None:
    house = House()
    give_right(house.unit, "karim", Right("vault", deny=True))
    pages, after = [], ""
    while page := rights_after(house.unit, after, 2):
        pages.append([right.id for _, right in page])
        after = page[-1][1].id
    assert pages == [["karim.1", "nadia.1"], ["nadia.2", "omar.1"], ["omar.2"]]


def test_badges_are_listed_page_by_page() -> None:
    house = House()
    for person, card in (("nadia", 20), ("nadia", 10), ("vera", 30)):
        lend_badge(house.unit, person, Badge(f"75-{card}", 75, card))
    pages, after = [], ""
    while page := badges_after(house.unit, after, 2):
        pages.append([f"{person} {badge.id}" for person, badge in page])
        after = cursor(page[-1])
    assert [" ".join(page) for page in pages] == [
        "karim 75-3 nadia 75-1", "nadia 75-10 nadia 75-20", "omar 75-2 vera 75-30", "vera 75-4",
    ]  # fmt: skip
    assert badges_after(house.unit, "nadia/75-10", 1) == [("nadia", Badge("75-20", 75, 20))]


def test_rules_named_are_replaced_others_kept_null_clears() -> None:
    before = Rules(AntiPassback.TIMED, minutes=30, capacity=5, lockdown=True)

    def changed(said: str) -> Rules:
        return ChangeOfRules.model_validate_json(said).applied_to(before)

    assert changed("{}") == before
    assert changed('{"capacity": 2}') == replace(before, capacity=2)
    assert changed('{"capacity": null, "lockdown": null}') == replace(before, capacity=None, lockdown=False)
    assert changed('{"anti_passback": null, "minutes": null}') == Rules(capacity=5, lockdown=True)
    with pytest.raises(Refused, match="presence time-out"):
        House().zone("lobby").ruled(changed('{"minutes": null}'))


def test_a_revocation_and_a_grant_meet_in_the_person() -> None:
    """Decided at the same instant by two apis, one of them conflicts: both write the same document."""
    granting, revoking = House(), House()
    for house in (granting, revoking):
        for _, _, slot in house.unit.changed():
            slot.version, slot.write = 1, ""  # as if all of it had been read
    granting.badge("09:00:00", "entrance", "in", "nadia")
    declare_badge(revoking.unit, "75-1", BadgeState.REVOKED)
    assert (writes(granting.unit, "nadia"), writes(revoking.unit, "nadia")) == ("save", "save")
    assert (writes(granting.unit, "lobby"), writes(revoking.unit, "lobby")) == ("guard", "")


def test_a_refusal_and_an_exit_hold_nothing() -> None:
    house = House()
    for _, _, slot in house.unit.changed():
        slot.version, slot.write = 1, ""
    house.badge("09:00:00", "entrance", "in", "karim")
    assert [collection.name for collection, _, _ in house.unit.changed()] == ["checks"]
    house.badge("09:00:00", "entrance", "out", "karim")
    assert [collection.name for collection, _, _ in house.unit.changed()] == ["doors", "checks", "checks"]
