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
