"""Where racks stand is told to the others: when they are new, and when the site file says otherwise."""

from __future__ import annotations

from typing import Any

from services.power.events import RackRegistered
from tests.unit.power.plant import SITE, Plant


def site(**row: Any) -> dict[str, Any]:
    return {**SITE, "racks": [{**SITE["racks"][0], **row}]}


def registered(plant: Plant, file: dict[str, Any]) -> list[tuple[str, str | None]]:
    plant.unit.raised.clear()
    plant.load(file)
    told = [one.event for one in plant.unit.raised]
    return [(one.rack, one.zone) for one in told if isinstance(one, RackRegistered)]


def test_a_rack_is_told_when_it_is_new_or_stands_elsewhere_and_not_again() -> None:
    plant = Plant()
    assert registered(plant, site(zone="hall-a")) == [("a01", "hall-a"), ("a02", "hall-a"), ("a03", "hall-a")]
    assert registered(plant, site(zone="hall-a")) == []
    assert registered(plant, site(zone="hall-b", count=1)) == [("a01", "hall-b")]
    assert registered(plant, site(zone="hall-a", count=4)) == [("a01", "hall-a"), ("a04", "hall-a")]
    assert plant.unit.racks.need("a04").zone == "hall-a"
