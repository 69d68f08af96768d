"""How much nitrogen is in the room, and who stands in it. Figures from domain.md, Fire."""

from __future__ import annotations

from decimal import Decimal

import pytest

from libs.events import replace
from services.fire import events
from services.fire.domain.gas import concentration, gas_in_cylinders, rounded
from tests.unit.fire.hall import HALL, Story, at

ABOVE = replace(HALL, gas_m3=Decimal(602))


@pytest.mark.parametrize(
    ("gas_m3", "celsius", "percent"),
    [
        # Q = ln(100/(100-c)) at 20 degrees: 0.51584 m3/m3 for 40.3 %, 0.60148 m3/m3 for 45.2 %
        ("515.84", 20, "40.3"),
        ("601.48", 20, "45.2"),
        # S = 0.85828 at 20, 0.87293 at 25, 0.84363 at 15: warmer rooms hold a higher concentration
        ("601.48", 25, "45.8"),
        ("601.48", 15, "44.6"),
        ("0", 20, "0.0"),
    ],
)
def test_concentration_of_a_room_of_1000_m3(gas_m3: str, celsius: int, percent: str) -> None:
    assert rounded(concentration(Decimal(gas_m3), Decimal(1000), Decimal(celsius))) == Decimal(percent)


def test_cylinders_by_litres_and_bar() -> None:
    # 10 x 80 L x 300 bar = 240 m3 bar, at 1.01325 bar
    assert round(gas_in_cylinders(10, Decimal(80), Decimal(300)), 2) == Decimal("236.86")


def test_someone_enters_above_the_noael() -> None:
    hall = Story(ABOVE)
    hall.enter(0, 1)
    assert hall.told == [
        events.OccupiedAboveNoael(time=at(0), zone="hall-a", count=1, design_concentration_percent=Decimal("45.2"))
    ]
    hall.enter(10, 2)
    hall.enter(11, 2)  # told again
    assert hall.facts == [(0, "occupied-above-noael")]
    hall.say(20, "panel", "manual_only")
    assert hall.facts[1:] == [(20, "manual-only-set"), (20, "occupied-above-noael-ended")]
    hall.say(30, "panel", "automatic")
    hall.enter(40, 0)
    assert hall.facts[3:] == [
        (30, "manual-only-cleared"),
        (30, "occupied-above-noael"),
        (40, "occupied-above-noael-ended"),
    ]


def test_manual_only_before_anyone_enters_is_as_it_should_be() -> None:
    hall = Story(ABOVE)
    hall.say(0, "panel", "manual_only")
    hall.enter(10, 3)
    assert hall.facts == [(0, "manual-only-set")]


def test_43_percent_is_not_above_the_noael() -> None:
    hall = Story(replace(HALL, gas_m3=Decimal("562.11")))  # 42.9996 %
    hall.enter(0, 5)
    assert hall.facts == []
    hall = Story(replace(HALL, gas_m3=Decimal("562.12")))  # 43.0001 %
    hall.enter(0, 5)
    assert hall.facts == [(0, "occupied-above-noael")]
