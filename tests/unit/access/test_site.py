"""The site file: loaded like any change, and again at each start."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from pydantic import ValidationError

from libs.events import Refused
from services.access.acts.badges import give_badge_back
from services.access.acts.people import end_right
from services.access.domain.zone import Rules
from services.access.site import Section, load
from tests.unit.access.house import SITE, House, time


def changed(*path: str | int, to: Any) -> dict[str, Any]:
    """The site with one thing changed."""
    site = deepcopy(SITE)
    here: Any = site
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = to
    return site


def load_again(house: House, site: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Loads it at 20:00; what was told, and what vanished."""
    vanished = load(Section.model_validate(site), house.now("20:00:00"))
    return house.told(), vanished


def test_the_first_load_registers_the_zones_in_which_people_are_counted() -> None:
    house = House()
    assert load_again(house, {**SITE, "zones": [*SITE["zones"], {"id": "roof", "name": "Toit"}]}) == (
        ["20:00:00 zone-registered roof name=Toit"], [],
    )  # fmt: skip


def test_a_second_load_changes_and_tells_nothing() -> None:
    house = House()
    before = {key: slot.value for _, key, slot in house.unit.changed()}
    assert load_again(house, SITE) == ([], [])
    assert {key: slot.value for _, key, slot in house.unit.changed()} == before


def test_what_changed_in_the_file_is_applied() -> None:
    house = House()
    house.enter("09:00:00", "entrance", "nadia")
    house.told()
    assert load_again(house, changed("zones", 1, "name", to="Hall")) == (
        ["20:00:00 zone-registered lobby name=Hall"], [],
    )  # fmt: skip
    assert house.zone("lobby").people == ("nadia",)
    load_again(house, changed("doors", 0, "unlock_seconds", to=8))
    assert house.check("20:00:01", "entrance", "in", "omar").unlock_seconds == 8
    load_again(house, changed("rights", 2, "deny", to=True))
    assert house.badge("20:01:00", "entrance", "in", "omar") == "denied_by_rule"
    assert [right.id for right in house.person("omar").rights] == ["omar.1", "omar.2"]


def test_what_the_desk_did_since_stands() -> None:
    house = House()
    house.unit.put(house.zone("lobby").ruled(Rules(lockdown=True)))
    give_badge_back(house.unit, "75-1", time("09:00:00"))
    end_right(house.unit, "omar.1", time("09:00:00"))
    load_again(house, changed("zones", 1, "name", to="Hall"))
    assert house.zone("lobby").rules.lockdown
    assert house.badge("20:00:00", "hall-door", "in", "nadia") == "badge_expired"
    assert house.person("omar").rights[0].until == time("09:00:00")


def test_rules_are_the_files_when_the_file_changes_them() -> None:
    house = House()
    house.unit.put(house.zone("lobby").ruled(Rules(lockdown=True)))
    load_again(house, changed("zones", 1, "rules", to={"capacity": 3}))
    assert house.zone("lobby").rules == Rules(capacity=3)


def test_what_vanished_is_told_and_stays() -> None:
    house = House()
    _, vanished = load_again(house, {**SITE, "badges": SITE["badges"][1:]})
    assert vanished == ["badge 75-1 is no longer in the site file; it stays as it is"]
    assert house.badge("20:00:00", "entrance", "in", "nadia") == "ok"


def test_ten_faults_at_once_each_with_its_place() -> None:
    site: dict[str, Any] = {
        "zones": [
            {"id": "hall-a", "name": "A", "egress": ["door-9"]},
            {"id": "hall-a", "name": "B", "rules": {"anti_passback": "timed"}},
        ],
        "doors": [{"id": "door-1", "name": "1", "from": "street", "to": "hall-b"}],
        "schedules": [{"id": "office", "weekly": [{"days": ["mon"], "from": "19:00", "to": "08:00"}]}],
        "badges": [{"person": "nadia", "facility": 75, "card": 1}],
        "rights": [{"person": "omar", "zone": "hall-c", "schedule": "offices"}],
    }
    with pytest.raises(Refused) as refused:
        Section.model_validate(site)
    assert list(refused.value.faults) == [
        ("/zones/1", "hall-a is declared twice"),
        ("/zones/0/egress/0", "no door door-9; did you mean door-1?"),
        ("/doors/0/from", "no zone street"),
        ("/doors/0/to", "no zone hall-b; did you mean hall-a?"),
        ("/badges/0/person", "no person nadia"),
        ("/rights/0/person", "no person omar"),
        ("/rights/0/zone", "no zone hall-c; did you mean hall-a?"),
        ("/rights/0/schedule", "no schedule offices; did you mean office?"),
        ("/schedules/0/weekly/0/to", "08:00 is not after 19:00; a night is two windows"),
        ("/zones/1/rules/minutes", "timed anti-passback needs its presence time-out in minutes"),
    ]


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("badges", 0, "card"), 65_536),
        (("badges", 0, "facility"), 256),
        (("zones", 0, "colour"), "red"),
        (("people", 0, "kind"), "guest"),
        (("schedules", 0, "weekly", 0, "from"), "25:00"),
        (("rights", 0, "until"), "2026-03-02T09:00:00"),
    ],
)
def test_what_is_no_value_is_refused(path: tuple[str | int, ...], to: object) -> None:
    with pytest.raises(ValidationError) as fault:
        Section.model_validate(changed(*path, to=to))
    assert fault.value.errors()[0]["loc"] == path
