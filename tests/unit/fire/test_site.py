"""Fire's part of the site file: what is built, and every fault of it at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from services.fire.site import Section

HALL: dict[str, Any] = {
    "id": "hall-a",
    "name": "Salle A",
    "volume_m3": 1200,
    "design_celsius": 25,
    "cylinders": {"count": 30, "gas_m3": 22.3},
    "detectors": [
        {"device": "hall-a-smoke-1", "technology": "aspirating"},
        {"device": "hall-a-heat-1", "technology": "heat"},
    ],
}


def test_a_hall_is_built_as_the_file_says() -> None:
    built = Section.model_validate({"zones": [HALL]}).zones[0].installation()
    assert built.gas_m3 == Decimal("669.0")
    assert (built.countdown_seconds, built.flooding_seconds) == (30, 600)
    # 669 / 1200 x 0.87293 / 0.85828 = 0.56701; 100 (1 - e^-0.56701) = 43.28
    assert round(built.concentration, 2) == Decimal("43.28")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"detectors": HALL["detectors"][:1]}, "zone hall-a needs detectors of two technologies"),
        ({"detectors": [*HALL["detectors"], HALL["detectors"][0]]}, "hall-a-smoke-1 is there 2 times"),
        ({"cylinders": {"count": 3, "gas_m3": 20, "bar": 300, "litres": 80}}, "either by gas_m3 or by litres"),
        ({"cylinders": {"count": 3, "litres": 80}}, "either by gas_m3 or by litres and bar"),
        ({"countdown_seconds": 61}, "less than or equal to 60"),
        ({"flooding_seconds": 599}, "greater than or equal to 600"),
        ({"volume_m3": 0}, "greater than 0"),
        ({"colour": "red"}, "Extra inputs are not permitted"),
    ],
)
def test_a_hall_that_cannot_be(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Section.model_validate({"zones": [{**HALL, **wrong}]})


def test_all_faults_are_said_at_once() -> None:
    with pytest.raises(ValidationError) as refused:
        Section.model_validate({"zones": [{**HALL, "volume_m3": -1}, {**HALL, "countdown_seconds": 90}]})
    assert [fault["loc"] for fault in refused.value.errors()] == [
        ("zones", 0, "volume_m3"),
        ("zones", 1, "countdown_seconds"),
    ]
    with pytest.raises(ValidationError, match="fire zone hall-a is there more than once"):
        Section.model_validate({"zones": [HALL, HALL]})
