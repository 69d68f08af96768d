"""What breakers above the racks would carry as the survivor, kept as loads change; and the racks that learn of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from libs.events import Event
from services.power.domain.failover import SITE
from services.power.domain.what_if import lose
from services.power.events import RedundancyLost
from services.power.reaching import present
from tests.unit.power.plant import SITE as PLAIN
from tests.unit.power.plant import Plant
from tests.unit.power.stories import names

WIRED: dict[str, Any] = {
    **PLAIN,
    "nodes": [
        {"id": "ats-a", "kind": "ats", "from": ["a", "g1"]},
        {"id": "ats-b", "kind": "ats", "from": ["b", "g1"], "source": "ats-b"},
        {"id": "cooling", "kind": "cooling", "from": ["ats-a"], "source": "cooling"},
    ],
    "sources": [
        *PLAIN["sources"],
        {"id": "ats-b", "quantities": ["state"]},
        {"id": "cooling", "quantities": ["power"]},
    ],
    # four racks, the first and the last on phase 1; a phase of a unit may carry 0.8 x 40 A x 230 V = 7.36 kW
    "racks": [
        {
            **PLAIN["racks"][0],
            "count": 4,
            "pdu": {"from": "ats-{feed}", "breaker_amps": 40},
        }
    ],
}  # fmt: skip


def wired() -> Plant:
    plant = Plant()
    plant.load(WIRED)
    plant.unit.raised.clear()
    return plant


def lost(events: Sequence[Event]) -> list[tuple[str, str | None]]:
    return [(one.rack, one.node) for one in events if isinstance(one, RedundancyLost)]


def test_a_load_that_makes_the_answer_bad_is_told_at_once_and_to_every_rack_beneath() -> None:
    plant = wired()
    draws = [(f"a0{n}-{feed}", "1.8") for n in (1, 4) for feed in "ab"]
    assert plant.told(*(("10:00", f"{meter} power {kw}") for meter, kw in draws)) == []  # 7.2 of 7.36 on phase 1
    events = plant.told(("10:01", "a01-a power 2.0"))
    assert lost(events) == [(f"a0{n}", "pdu-a-a") for n in (1, 2, 3, 4)]
    assert [one.node for one in lose(present(plant.unit), {"b"}).breakers] == ["pdu-a-a"]
    assert plant.told(("10:01:10", "a01-a power 1.7")) == []  # 7.1: not well below
    assert names(plant.told(("10:01:20", "a01-a power 1.5"))) == ["RedundancyRestored"] * 4


def test_racks_beneath_a_breaker_that_is_relieved_by_a_loss_all_learn_of_it() -> None:
    plant = wired()
    plant.told(("10:00", "ats-b state on"), *(("10:00", f"a0{n}-{feed} power 2") for n in (1, 4) for feed in "ab"))
    assert {rack.strained for rack in plant.unit.racks.where()} == {("pdu-a-a", "pdu-a-b")}  # 8 of 7.36
    plant.told(("10:01", "ats-b state fault"))  # what was drawn from it is drawn no more: 4
    assert {rack.strained for rack in plant.unit.racks.where()} == {()}
    assert names(plant.told(("10:02", "ats-b state on"))) == ["RedundancyRestored"] * 4


def test_a_switch_that_tripped_is_a_feed_that_the_racks_have_lost() -> None:
    plant = wired()
    plant.told(("10:00", "ats-b state on"))
    events = plant.told(("10:01", "ats-b state fault"))
    assert [(one.rack, one.why) for one in events if isinstance(one, RedundancyLost)] == [
        (f"a0{n}", "feed_lost") for n in (1, 2, 3, 4)
    ]
    assert names(plant.told(("10:02", "ats-b state on"))) == ["RedundancyRestored"] * 4


def test_what_cooling_uses_counts_above_it() -> None:
    plant = wired()
    plant.told(("10:00", "cooling power 30"), ("10:01", "cooling power 33"))
    site = present(plant.unit)
    assert site.flow(site.dead)["ats-a"].kw == Decimal(33)


def test_a_smaller_breaker_in_the_site_file_is_told_when_it_is_loaded() -> None:
    plant = wired()
    plant.told(("10:00", "a01-a power 1.8"), ("10:00", "a01-b power 1.8"))
    row = {**WIRED["racks"][0], "pdu": {"from": "ats-{feed}", "breaker_amps": 16}}  # 2.944 kW
    plant.load({**WIRED, "racks": [row]})
    assert [rack.weakness for rack in plant.unit.racks.where()] == ["overload"] * 4
    plant.load(WIRED)
    assert [rack.weakness for rack in plant.unit.racks.where()] == [None] * 4


readings = st.lists(
    st.tuples(st.sampled_from([f"a0{n}-{feed}" for n in (1, 2, 3, 4) for feed in "ab"]), st.integers(0, 40)),
    min_size=1,
    max_size=30,
)


@given(readings)
def test_kept_as_loads_change_it_is_what_they_add_up_to(story: list[tuple[str, int]]) -> None:
    plant = wired()
    plant.told(*((f"10:{n:02}", f"{meter} power {kw / 10}") for n, (meter, kw) in enumerate(story)))
    kept = plant.unit.failover.need(SITE)
    again = kept.planned(
        {id: one.limit_kw for id, one in kept.nodes.items()},
        {id: one.above for id, one in kept.draws.items()},
        plant.unit.racks.where(),
    )
    assert again == kept
    for rack in plant.unit.racks.where():
        assert list(rack.strained) == sorted(id for id in rack.above if kept.nodes[id].strained)
