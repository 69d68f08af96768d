"""The site file is applied like any command: what is new or changed is told, and what was read stays."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.unit.power.plant import SITE, Plant

ON_UPS: dict[str, Any] = {
    **SITE,
    "nodes": [
        {"id": "ats-b", "kind": "ats", "from": ["b", "g1"], "breaker_amps": 2000},
        {"id": "ats-a", "kind": "ats", "from": ["a", "g1"], "breaker_amps": 2000},
        {"id": "ups-a", "kind": "ups", "from": ["ats-a"], "breaker_amps": 1600, "source": "ups-a"},
        {"id": "ups-b", "kind": "ups", "from": ["ats-b"], "breaker_amps": 1600},
        {"id": "cooling", "kind": "cooling", "from": ["ats-b", "ats-a"]},
    ],
    "sources": [*SITE["sources"], {"id": "ups-a", "quantities": ["charge"]}],
    "racks": [
        {**SITE["racks"][0], "row": row, "pdu": {"from": "ups-{feed}", "breaker_amps": 250}} for row in ("b", "a")
    ],
}


def test_the_site_loaded_again_changes_nothing_and_keeps_what_was_read() -> None:
    plant = Plant()
    plant.told(("10:00", "incomer-a state off"), ("10:00", "a01-b power 3"))
    racks, raised = plant.unit.racks.where(), len(plant.unit.raised)
    assert plant.load() == []
    assert (plant.unit.racks.where(), len(plant.unit.raised)) == (racks, raised)


@pytest.mark.parametrize("seed", range(5))
def test_in_whatever_order_it_names_things_it_says_the_same(seed: int) -> None:
    chance, plant = Random(seed), Plant()
    plant.load(ON_UPS)
    racks, raised = plant.unit.racks.where(), len(plant.unit.raised)
    mixed = {what: chance.sample(said, len(said)) if isinstance(said, list) else said for what, said in ON_UPS.items()}
    assert plant.load(mixed) == []
    assert (plant.unit.racks.where(), plant.unit.raised[raised:]) == (racks, [])


def test_what_changed_in_the_site_is_applied_and_what_vanished_is_said() -> None:
    plant = Plant()
    plant.told(("10:00", "incomer-a state off"), ("10:00", "a01-b power 3"))
    longer = {**SITE["racks"][0], "count": 2, "breaker_amps": 16}
    fourth = {**SITE["racks"][0], "first": 4, "count": 1}
    vanished = plant.load({**SITE, "racks": [longer, fourth]})
    assert vanished == [
        "source a03-a is no longer in the site file; it stays",
        "source a03-b is no longer in the site file; it stays",
        "rack a03 is no longer in the site file; it stays",
    ]
    changed = plant.unit.racks.need("a01")
    assert (changed.breaker_kw, changed.load_kw) == (Decimal("3.68"), Decimal(3))
    assert plant.unit.racks.need("a04").weakness == "feed_lost"


def test_a_rack_that_the_file_names_no_longer_is_read_on() -> None:
    row = SITE["racks"][0]
    behind = {**row, "row": "b", "count": 1, "feeds": ["a"], "pdu": {"from": "ups-{feed}", "breaker_amps": 250}}
    ups = [{"id": "ups-a", "kind": "ups", "from": ["a"], "breaker_amps": 100, "source": "ups-a"}]
    sources = [*SITE["sources"], {"id": "ups-a", "quantities": ["charge"]}]
    plant = Plant()
    plant.load({**SITE, "racks": [row, behind], "nodes": ups, "sources": sources})
    plant.told(("10:00", "b01-a power 2.5"))
    assert "node ups-a is no longer in the site file; it stays" in plant.load()
    plant.told(("10:01", "b01-a power 3.5"))
    assert plant.unit.racks.need("b01").above == ("ups-a", "pdu-b-a")
    assert plant.unit.failover.need("site").nodes["ups-a"].load.l1 == Decimal("3.5")
