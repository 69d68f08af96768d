"""UPSs: on battery when no power reaches them, how long that lasts, and how the battery ages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from libs.events import Event
from services.power.domain.ups import Ups
from services.power.events import UpsBatteryWorn, UpsOnBattery, UpsOnMains, UpsRuntimeShort
from tests.unit.power.plant import SITE, Plant
from tests.unit.power.stories import DAY, at, names, reading

WIRED: dict[str, Any] = {
    **SITE,
    "nodes": [
        {"id": "ats-a", "kind": "ats", "from": ["a", "g1"]},
        {"id": "ups-a", "kind": "ups", "from": ["ats-a"], "source": "ups-a"},
    ],
    "sources": [*SITE["sources"], {"id": "ups-a", "quantities": ["charge", "runtime", "power"]}],
    "racks": [{**SITE["racks"][0], "feeds": ["a"], "pdu": {"from": "ups-{feed}", "breaker_amps": 100}}],
}


def test_a_ups_lives_on_its_battery_until_the_generator_is_at_the_load() -> None:
    plant = Plant()
    plant.load(WIRED)
    plant.told(("10:00", "incomer-a state on"), ("10:00", "ups-a runtime 600"), ("10:00", "panel state off"))
    events = plant.told(("10:01:00", "incomer-a state off"))
    assert [(one.ups, one.runtime_seconds) for one in events if isinstance(one, UpsOnBattery)] == [("ups-a", 600)]
    ups = plant.unit.upses.need("ups-a")
    assert ups.empty_at() == at("10:10")
    events = plant.told(("10:01:09", "panel state on"))
    assert [one.seconds for one in events if isinstance(one, UpsOnMains)] == [9]
    assert plant.unit.upses.need("ups-a").empty_at() is None


def test_a_generator_that_stops_leaves_it_to_its_battery_again() -> None:
    plant = Plant()
    plant.load(WIRED)
    plant.told(("10:00", "incomer-a state off"), ("10:00:05", "panel state on"))
    events = plant.told(("10:30", "panel state fault"))
    assert {"UpsOnBattery", "GeneratorFailedToStart"} <= set(names(events))


def test_a_feed_of_which_nothing_is_known_is_no_loss() -> None:
    plant = Plant()
    plant.load(WIRED)
    plant.told(("10:00", "incomer-a state on"))
    assert names(plant.told(("10:03", ""))) == ["SourceSilent"]


def fed(plant: Plant) -> str:
    return plant.unit.upses.need("ups-a").fed


def test_it_is_on_mains_once_its_feed_is_found_live_and_unknown_once_nothing_is_heard_of_it() -> None:
    plant = Plant()
    plant.load(WIRED)
    assert fed(plant) == "unknown"
    plant.told(("10:00", "panel state off"), ("10:00", "incomer-a state on"))
    assert fed(plant) == "live"
    plant.told(("10:03", ""))
    assert fed(plant) == "unknown"


def test_a_generator_that_falls_silent_at_the_load_puts_nothing_on_battery() -> None:
    plant = Plant()
    plant.load(WIRED)
    plant.told(("10:00", "incomer-a state on"), ("10:00", "panel state off"))
    assert "UpsOnBattery" in names(plant.told(("10:01", "incomer-a state off")))
    assert names(plant.told(("10:01:05", "panel state on")))[1:] == ["GeneratorStarted", "UpsOnMains"]
    assert names(plant.told(("10:01:36", ""))) == ["SourceSilent"]
    assert fed(plant) == "unknown"
    assert "UpsOnMains" not in names(plant.told(("10:02", "panel state on")))


def test_one_on_battery_is_so_until_power_is_known_to_reach_it() -> None:
    plant = Plant()
    ats, ups = WIRED["nodes"]
    ats_a = {"id": "ats-a", "quantities": ["state"], "interval_seconds": 3600}
    plant.load({**WIRED, "nodes": [{**ats, "source": "ats-a"}, ups], "sources": [*WIRED["sources"], ats_a]})
    plant.told(("10:00", "incomer-a state on"), ("10:00", "panel state off"))
    assert "UpsOnBattery" in names(plant.told(("10:01", "ats-a state off")))
    assert "UpsOnMains" not in names(plant.told(("10:03", ""), ("10:04", "ats-a state on")))  # nobody hears the feed
    (mains,) = [one for one in plant.told(("10:06", "incomer-a state on")) if isinstance(one, UpsOnMains)]
    assert mains.seconds == 300


def told(ups: Ups, *story: tuple[str, str]) -> tuple[Ups, list[Event]]:
    events: list[Event] = []
    for clock, said in story:
        ups, raised = ups.read(reading(clock, said))
        events += raised
    return ups, events


def test_a_battery_that_would_not_outlast_the_start_is_told() -> None:
    ups, (short,) = told(Ups("u", "u"), ("10:00", "runtime 61"), ("10:01", "runtime 59"), ("10:02", "runtime 65"))
    assert isinstance(short, UpsRuntimeShort)
    assert (short.time, short.needed_seconds, ups.short) == (at("10:01"), 60, True)
    assert names(told(ups, ("10:03", "runtime 72"))[1]) == ["UpsRuntimeRestored"]


def aged(days: int, start: int, runtime: int, load_kw: int) -> tuple[tuple[str, str], ...]:
    """A full battery that says this once a day."""
    said = ("charge 100", f"power {load_kw}", f"runtime {runtime}")
    return tuple((f"{start + day} 10:00", one) for day in range(days) for one in said)


def test_half_the_runtime_at_twice_the_load_is_no_wear() -> None:
    ups, events = told(Ups("u", "u"), *aged(7, 0, 1000, 100), *aged(7, 7, 500, 200))
    assert (events, ups.health_percent) == ([], 100)
    assert ups.samples[0].kwh == Decimal("27.778")


def test_less_than_80_percent_of_what_it_gave_is_worn_until_it_is_renewed() -> None:
    ups, (worn,) = told(Ups("u", "u"), *aged(7, 0, 1000, 100), *aged(7, 7, 700, 100))
    assert isinstance(worn, UpsBatteryWorn)
    assert (worn.health_percent, ups.worn) == (70, True)
    assert names(told(ups, *aged(7, 14, 1000, 100))[1]) == ["UpsBatteryRenewed"]


def test_a_battery_that_is_not_full_or_without_load_says_nothing_of_its_age() -> None:
    ups, _ = told(Ups("u", "u"), ("10:00", "charge 90"), ("10:00", "power 100"), ("10:00", "runtime 500"))
    ups, _ = told(ups, ("1 10:00", "charge 100"), ("1 10:00", "power 0"), ("1 10:00", "runtime 900"))
    assert (ups.samples, ups.health_percent) == ((), None)


def test_a_battery_that_never_gave_anything_has_no_health_to_compare() -> None:
    ups, _ = told(Ups("u", "u"), *aged(8, 0, 0, 100))
    assert (len(ups.samples), ups.health_percent) == (8, None)


def test_at_most_so_many_days_are_kept() -> None:
    ups, _ = told(Ups("u", "u"), *aged(410, 0, 1000, 100))
    assert (len(ups.samples), ups.samples[0].day) == (400, (DAY + timedelta(days=10)).date())
