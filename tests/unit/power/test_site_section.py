"""Power's part of the site file: rows become racks and meters; all faults at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from libs.events import Refused
from services.power.site import Section

SITE: dict[str, Any] = {
    "feeds": [
        {"id": "a", "name": "Voie A", "incomer": "incomer-a", "renewable_percent": 100},
        {"id": "b", "name": "Voie B", "incomer": "incomer-b"},
    ],
    "sources": [
        {"id": "incomer-a", "quantities": ["energy", "power", "voltage", "state"], "interval_seconds": 10},
        {"id": "incomer-b", "quantities": ["energy", "power", "voltage", "state"], "interval_seconds": 10},
        {"id": "g1-panel", "quantities": ["state", "fuel", "power"]},
        {"id": "heat-exchanger", "quantities": ["heat", "temperature"]},
    ],
    "racks": [
        {"row": "a", "count": 20, "breaker_amps": 32, "feeds": ["a", "b"]},
        {"row": "b", "count": 2, "first": 7, "breaker_amps": 16, "phases": 3, "feeds": ["b"]},
    ],
    "generator": {"id": "g1", "source": "g1-panel", "nameplate_kw": "1000", "tank_litres": "28000"},
}


def test_a_row_is_racks_with_a_meter_for_each_feed() -> None:
    section = Section.model_validate(SITE)
    racks = [rack for row in section.racks for rack in row.racks()]
    assert [rack.id for rack in racks][18:] == ["a19", "a20", "b07", "b08"]
    assert racks[0].breaker_kw == Decimal("7.36")  # 32 A x 230 V
    assert racks[-1].breaker_kw == Decimal("11.04")  # 16 A x 230 V x 3
    assert [supply.source for supply in racks[0].supplies] == ["a01-a", "a01-b"]


def test_every_source_knows_where_it_stands() -> None:
    sources = {source.id: source for source in Section.model_validate(SITE).planned_sources()}
    assert len(sources) == 4 + 40 + 2
    found = {
        id: (sources[id].role, sources[id].feed, sources[id].rack, sources[id].generator)
        for id in ("incomer-a", "g1-panel", "heat-exchanger", "b08-b")
    }
    assert found == {
        "incomer-a": ("incomer", "a", None, None),
        "g1-panel": ("generator", None, None, "g1"),
        "heat-exchanger": ("other", None, None, None),
        "b08-b": ("rack", "b", "b08", None),
    }


def test_all_faults_of_a_section_at_once() -> None:
    broken = {
        **SITE,
        "feeds": [*SITE["feeds"], {"id": "a", "name": "Again", "incomer": "nowhere"}],
        "racks": [
            *SITE["racks"],
            {"row": "c", "count": 1, "breaker_amps": 32, "feeds": ["z"]},
            {"row": "a", "count": 1, "first": 3, "breaker_amps": 32, "feeds": ["a"], "source": "{rack}/{feed}"},
        ],
        "generator": {**SITE["generator"], "source": "g2-panel"},
    }
    with pytest.raises(Refused) as refused:
        Section.model_validate(broken)
    assert list(refused.value.faults) == [
        ("/feeds/2/id", "feed a is named twice"),
        ("/racks/3/rack", "rack a03 is named twice"),
        ("/racks/3/source", "'a03/a' is no id for a source: [a-z0-9][a-z0-9._-]{0,63}"),
        ("/feeds/2/incomer", "feed a comes in at nowhere, which is no source"),
        ("/racks/2/feeds", "row c is fed by z, which is no feed"),
        ("/generator/source", "the generator is read by g2-panel, which is no source"),
    ]


WIRED: dict[str, Any] = {
    **SITE,
    "nodes": [
        {"id": "ats-a", "kind": "ats", "from": ["a", "g1"], "breaker_amps": 1000},
        {"id": "ats-b", "kind": "ats", "from": ["b", "g1"], "breaker_amps": 1000},
    ],
    "racks": [
        {
            "row": "a",
            "count": 4,
            "breaker_amps": 32,
            "feeds": ["a", "b"],
            "pdu": {"from": "ats-{feed}", "breaker_amps": 100, "metered": True},
        }
    ],
}


def test_a_row_hangs_at_its_units_on_the_three_phases_in_turn() -> None:
    section = Section.model_validate(WIRED)
    racks = section.planned_racks()
    assert [rack.phase for rack in racks] == [1, 2, 3, 1]
    assert [supply.node for supply in racks[0].supplies] == ["pdu-a-a", "pdu-a-b"]
    pdu = section.planned_nodes()[2]
    assert (pdu.id, pdu.inputs, pdu.limit_kw) == ("pdu-a-a", ("ats-a",), Decimal("18.4"))  # 0.8 x 100 A x 230 V
    sources = {source.id: source for source in section.planned_sources()}
    assert (sources["pdu-a-b"].role, sources["pdu-a-b"].node) == ("node", "pdu-a-b")


def wired(**changed: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        Section.model_validate({**WIRED, **changed})
    return list(refused.value.faults)


def test_a_loop_and_the_row_that_it_leaves_unfed() -> None:
    looped = [{"id": f"ats-{a}", "kind": "board", "from": [f"ats-{b}"]} for a, b in ("ab", "ba")]
    assert wired(nodes=looped) == [
        ("/nodes/0/from", "a loop: ats-a feeds ats-b, ats-b feeds ats-a"),
        ("/racks/0/feeds", "rack a01 is fed by no utility"),
    ]


def test_an_edge_to_nothing_and_a_switch_with_one_input() -> None:
    nodes = [{**WIRED["nodes"][0], "from": ["a"]}, {**WIRED["nodes"][1], "from": ["b", "g11"]}]
    assert wired(nodes=nodes) == [
        ("/nodes/1/from", "ats-b is fed by g11, which is no node; did you mean g1?"),
        ("/nodes/0/from", "ats-a switches between 1 input; it needs two"),
    ]


def test_a_row_that_is_fed_the_wrong_way_round() -> None:
    row = {**WIRED["racks"][0], "pdu": {"from": "ats-a", "breaker_amps": 100}}
    assert wired(racks=[row]) == [("/racks/0/pdu/from", "pdu-a-b is for feed b, which does not reach it")]


def test_nodes_feeds_and_racks_have_ids_of_their_own() -> None:
    nodes = [*WIRED["nodes"], {"id": "a01", "kind": "board", "from": ["a"], "source": "nowhere"}]
    assert wired(nodes=nodes) == [
        ("/racks/0/rack", "rack a01 is named twice"),
        ("/nodes/2/source", "a01 is read by nowhere, which is no source"),
    ]
