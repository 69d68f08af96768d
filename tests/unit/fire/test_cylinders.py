"""What cylinders lose: more than 5 % of the fill, once it is corrected for temperature."""

from __future__ import annotations

from decimal import Decimal

import pytest

from libs.events import replace
from services.fire import events
from tests.unit.fire.hall import HALL, Story, at


@pytest.mark.parametrize(
    ("bar", "celsius", "loss"),
    [
        # 300 bar at 20 degrees = 293.15 K; p/T is constant: 289.8 bar at 10, 310.2 at 30
        ("300", "20", "0.0"),
        ("289.8", "10", "0.0"),
        ("310.2", "30", "0.0"),
        ("285", "20", "5.0"),  # exactly 5 % is not more than 5 %
        ("284", "20", "5.3"),
        ("284", "5", "0.2"),  # 284 bar are cold, not lost
        ("300", "38", "5.8"),  # 300 bar are warm, not full
    ],
)
def test_loss_is_of_the_fill_at_that_temperature(bar: str, celsius: str, loss: str) -> None:
    hall = Story()
    hall.say(0, "panel", "cylinder", bar, celsius)
    assert hall.zone.cylinders[0].loss_percent == Decimal(loss)
    leaks = [fact for _, fact in hall.facts]
    assert leaks == (["cylinder-leak"] if Decimal(loss) > 5 else [])


def test_a_leak_stands_until_it_is_filled_again() -> None:
    hall = Story()
    hall.say(0, "panel", "cylinder", "280", "20")
    assert hall.told == [
        events.CylinderLeak(
            time=at(0),
            zone="hall-a",
            device="panel",
            bar=Decimal(280),
            celsius=Decimal(20),
            expected_bar=Decimal("300.0"),
            loss_percent=Decimal("6.7"),
        )
    ]
    hall.say(10, "panel", "cylinder", "279", "20")
    hall.say(20, "panel", "cylinder", "286", "20")  # 4.7 %: neither over nor worse
    assert len(hall.told) == 1
    hall.say(30, "panel", "cylinder", "299", "20")
    assert hall.facts[1:] == [(30, "cylinder-leak-ended")]


def test_without_a_temperature_cylinders_are_as_warm_as_the_room() -> None:
    hall = Story(replace(HALL, design_celsius=Decimal(30)))
    hall.say(0, "panel", "cylinder", "310.2")
    assert hall.zone.cylinders[0].loss_percent == 0


def test_each_device_measures_its_own() -> None:
    hall = Story()
    hall.say(0, "smoke-1", "cylinder", "270", "20")
    hall.say(1, "panel", "cylinder", "300", "20")
    assert hall.facts == [(0, "cylinder-leak")]
    assert [read.device for read in hall.zone.cylinders] == ["panel", "smoke-1"]


def test_where_no_fill_is_known_pressure_is_kept_and_nothing_said() -> None:
    hall = Story(replace(HALL, fill_bar=None))
    hall.say(0, "panel", "cylinder", "12", "20")
    assert hall.facts == []
    assert hall.zone.cylinders[0].loss_percent is None
