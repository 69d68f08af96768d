"""The racks of a distribution unit against its own meter, hour by hour."""

from __future__ import annotations

from typing import Any

from services.power.events import MetersAgree, MetersDisagree
from tests.unit.power.plant import SITE, Plant

METERED: dict[str, Any] = {
    **SITE,
    "racks": [
        {**SITE["racks"][0], "count": 2, "pdu": {"from": "{feed}", "breaker_amps": 100, "metered": True}},
    ],
}


def metered() -> Plant:
    plant = Plant()
    plant.load(METERED)
    return plant


def hour(clock: str, pdu: str, *racks: str) -> list[tuple[str, str]]:
    """What registers show at an instant: the unit's, and its racks'."""
    return [(clock, f"pdu-a-a energy {pdu}"), *((clock, f"a0{n}-a energy {kwh}") for n, kwh in enumerate(racks, 1))]


def told(plant: Plant, *story: tuple[str, str]) -> list[str]:
    return [
        f"{type(one).__name__} {one.from_:%H:%M} {one.node_kwh} {one.racks_kwh}"
        for one in plant.told(*story)
        if isinstance(one, MetersDisagree | MetersAgree)
    ]


def test_within_the_tolerance_nothing_is_told() -> None:
    assert told(metered(), *hour("10:00", "0", "0", "0"), *hour("11:00", "10.3", "5", "5")) == []


def test_an_hour_that_does_not_add_up_is_told_and_the_next_one_that_does() -> None:
    plant = metered()
    assert told(plant, *hour("10:00", "0", "0", "0"), *hour("11:00", "11", "5", "5")) == [
        "MetersDisagree 10:00 11.000 10.000"
    ]
    assert told(plant, *hour("12:00", "22", "10", "10")) == ["MetersDisagree 11:00 11.000 10.000"]
    assert told(plant, *hour("13:00", "32", "15", "15")) == ["MetersAgree 12:00 10.000 10.000"]
    assert told(plant, *hour("14:00", "42", "20", "20")) == []


def test_it_is_told_when_the_last_meter_has_closed_the_hour() -> None:
    plant = metered()
    story = [*hour("10:00", "0", "0", "0"), *hour("11:00", "11", "5", "5")]
    assert told(plant, *story[:-1]) == []
    assert told(plant, story[-1]) == ["MetersDisagree 10:00 11.000 10.000"]


def test_a_correction_may_make_it_add_up() -> None:
    plant = metered()
    story = [*hour("10:00", "0", "0", "0"), ("11:00", "pdu-a-a energy 16"), ("11:00", "a02-a energy 8")]
    assert told(plant, *story, ("12:00", "a01-a energy 10")) == ["MetersDisagree 10:00 16.000 13.000"]
    assert told(plant, ("11:00", "a01-a energy 8")) == ["MetersAgree 10:00 16.000 16.000"]


def test_near_nothing_a_percentage_says_nothing() -> None:
    assert told(metered(), *hour("10:00", "0", "0", "0"), *hour("11:00", "0.1", "0", "0")) == []
