"""A monthly test exercises every transfer switch too; what each one's device says is part of its evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from libs.events import Event
from services.power.events import GeneratorTested
from tests.unit.power.plant import SITE, Plant
from tests.unit.power.stories import at, generator, names, reading

SWITCHES = ("ats-a", "ats-b")


def a_test(until: str = "10:31", unwatched: tuple[str, ...] = (), **said: str) -> list[GeneratorTested]:
    """A test from 10:00 until then at 35 %. `said`: when a switch said last that it is tested."""
    switched: dict[str, datetime] = {id.replace("_", "-"): at(clock) for id, clock in said.items()}
    one = generator(switches=SWITCHES, unwatched=unwatched, switched=switched)
    events: list[Any] = []
    for clock, words in (("10:00", "state test"), ("10:00", "power 350"), (until, "state off")):
        one, told = one.read(reading(clock, words))
        events += told
    return [event for event in events if isinstance(event, GeneratorTested)]


@pytest.mark.parametrize(
    ("said", "unwatched", "verdict", "why"),
    [
        ({"ats_a": "10:05", "ats_b": "10:30"}, (), "passed", ""),
        ({"ats_a": "10:05"}, (), "failed", "switch_missed"),
        ({"ats_a": "10:05", "ats_b": "09:59"}, (), "failed", "switch_missed"),  # of another test
        ({"ats_a": "10:05"}, ("ats-b",), "unproven", "switch_unwatched"),
        ({}, ("ats-b",), "failed", "switch_missed"),
        ({}, SWITCHES, "unproven", "switch_unwatched"),
    ],
)
def test_what_a_test_proves_of_the_switches(
    said: dict[str, str], unwatched: tuple[str, ...], verdict: str, why: str
) -> None:
    (told,) = a_test(unwatched=unwatched, **said)
    assert (told.verdict, told.why) == (verdict, why)
    assert sorted((*told.switches, *told.missed)) == ["ats-a", "ats-b"]


def test_four_hours_without_a_switch_are_a_long_test_and_no_monthly_one() -> None:
    told = a_test(until="14:01", ats_a="10:05")
    assert [(one.kind, one.verdict, one.missed) for one in told] == [
        ("monthly", "failed", ("ats-b",)),
        ("long", "passed", ("ats-b",)),
    ]


def test_what_was_too_light_is_so_with_or_without_its_switches() -> None:
    one = generator(switches=SWITCHES)
    for clock, words in (("10:00", "state test"), ("10:00", "power 100")):
        one, _ = one.read(reading(clock, words))
    _, events = one.read(reading("10:31", "state off"))
    assert [(told.verdict, told.why) for told in events if isinstance(told, GeneratorTested)] == [
        ("failed", "too_light")
    ]


def switched_plant() -> Plant:
    """A site with two switches, each with a device of its own."""
    plant = Plant()
    plant.load(
        {
            **SITE,
            "nodes": [
                {"id": "ats-a", "kind": "ats", "from": ["a", "g1"], "source": "ats-a"},
                {"id": "sts", "kind": "sts", "from": ["ats-a", "b"], "source": "sts"},
                {"id": "cooling", "kind": "cooling", "from": ["sts"]},
            ],
            "sources": [*SITE["sources"], *({"id": id, "quantities": ["state"]} for id in ("ats-a", "sts"))],
        }
    )
    return plant


LOAD = [(f"10:{n // 3:02}:{n % 3 * 20:02}", "panel power 350") for n in range(90)]
TEST = [("10:00", "panel state test"), *LOAD, ("10:30", "panel state off")]


def test_switches_are_those_of_the_graph_and_speak_by_their_own_devices() -> None:
    plant = switched_plant()
    plant.told(*TEST[:43], ("10:14", "ats-a state test"), ("10:14", "sts state test"), *TEST[43:])
    (kept,) = plant.unit.tests.where()
    assert (kept.verdict, kept.switches, kept.missed) == ("passed", ("ats-a", "sts"), ())
    assert plant.unit.nodes.need("ats-a").own == "live"  # it carries on while it is tested


def test_a_switch_that_is_heard_after_the_test_makes_it_a_whole_one() -> None:
    plant = switched_plant()
    (failed,) = told_of(plant.told(*TEST[:43], ("10:14", "ats-a state test"), *TEST[43:]))
    assert (failed.verdict, failed.why, failed.again) == ("failed", "switch_missed", False)
    assert plant.unit.generators.need("g1").last_good is None

    (passed,) = told_of(plant.told(("10:50", ""), ("10:14", "sts state test")))  # long after three of its intervals
    assert (passed.verdict, passed.why, passed.switches, passed.again) == ("passed", "", ("ats-a", "sts"), True)
    assert (passed.time, passed.began) == (failed.time, failed.began)
    (kept,) = plant.unit.tests.where()
    assert (kept.verdict, kept.missed) == ("passed", ())
    assert plant.unit.generators.need("g1").last_good == at("10:00")
    assert not told_of(plant.told(("10:14", "sts state test"), ("10:15", "sts state test")))  # doubled; in it too
    assert not told_of(plant.told(("10:55", "ats-a state test")))  # in none


def test_a_switch_that_is_heard_once_a_test_is_overdue_catches_up() -> None:
    plant = switched_plant()
    plant.told(*TEST[:43], ("10:14", "ats-a state test"), *TEST[43:], ("31 09:01", ""))
    assert plant.unit.generators.need("g1").overdue_tests == ("monthly",)
    events = plant.told(("10:14", "sts state test"))
    assert names(events) == ["GeneratorTested", "GeneratorTestCaughtUp"]
    assert events[-1].time == at("31 09:00")  # when it was told as overdue
    assert names(plant.told(("31 10:00", ""))) == ["GeneratorTestOverdue"]


@pytest.mark.parametrize(("heard", "of_it"), [("09:59:59", 0), ("10:00", 1), ("10:30", 1), ("10:30:01", 0)])
def test_a_switch_is_of_the_test_from_its_first_moment_to_its_last(heard: str, of_it: int) -> None:
    plant = switched_plant()
    plant.told(*TEST[:43], ("10:14", "ats-a state test"), *TEST[43:], ("10:50", ""))
    assert len(told_of(plant.told((heard, "sts state test")))) == of_it


def told_of(events: list[Event]) -> list[GeneratorTested]:
    return [event for event in events if isinstance(event, GeneratorTested)]
