"""A reading, or silence, reaches everything that hangs on its source."""

from __future__ import annotations

from decimal import Decimal

import pytest

from libs.events import Refused
from services.power.domain.kpis import Metered, kpis
from tests.unit.power.plant import Plant
from tests.unit.power.stories import at, hours, names


def test_a_feed_is_lost_and_the_generator_takes_over() -> None:
    plant = Plant()
    assert names(plant.told(("10:00", "incomer-a state on"), ("10:00", "panel state off"))) == ["FeedFoundLive"]
    events = plant.told(("10:00:05", "incomer-a state off"))
    assert names(events) == ["FeedLost", *["RedundancyLost"] * 3]
    assert names(plant.told(("10:00:12", "panel state on"), ("10:00:20", ""))) == ["GeneratorStarted"]
    events = plant.told(("10:00:40", "incomer-a state on"))
    assert names(events) == ["FeedRestored", *["RedundancyRestored"] * 3]


def test_a_generator_that_does_not_come_has_failed_after_ten_seconds() -> None:
    plant = Plant()
    plant.told(("10:00", "incomer-a state on"), ("10:00:05", "incomer-a state off"))
    (failed,) = plant.told(("10:00:16", ""))
    assert (names([failed]), failed.time) == (["GeneratorFailedToStart"], at("10:00:15"))


def test_the_ten_seconds_run_from_the_loss_and_not_from_a_later_one() -> None:
    plant = Plant()
    plant.told(("10:00:00", "incomer-a state off"), ("10:00:04", "incomer-a state on"))
    plant.told(("10:00:08", "incomer-b state off"))
    assert names(plant.told(("10:00:17", ""))) == []
    assert names(plant.told(("10:00:18", ""))) == ["GeneratorFailedToStart"]


def test_an_incomer_that_falls_silent_makes_its_feed_unknown() -> None:
    plant = Plant()
    plant.told(("10:00", "incomer-a state on"), ("10:00", "incomer-a power 200"), ("10:02", "incomer-a power 210"))
    assert plant.told(("10:04:59", "")) == []
    (silent,) = plant.told(("10:05", ""))
    assert (names([silent]), silent.time) == (["SourceSilent"], at("10:05"))
    feed = plant.unit.feeds.need("a")
    assert (feed.state, feed.since, feed.load_kw) == ("unknown", at("10:05"), None)
    assert plant.told(("10:09", "")) == []
    heard, live = plant.told(("10:20", "incomer-a state on"))
    assert (names([heard, live]), live.time) == (["SourceHeard", "FeedFoundLive"], at("10:20"))


def test_a_rack_meter_that_falls_silent_makes_its_load_unknown() -> None:
    plant = Plant()
    plant.told(("10:00", "a01-a power 2.5"), ("10:00", "a01-b power 2"))
    assert plant.unit.racks.need("a01").load_kw == Decimal("4.5")
    plant.told(("10:02", "a01-b power 2"), ("10:03", ""))
    rack = plant.unit.racks.need("a01")
    assert (rack.load_kw, rack.load_is_known) == (Decimal(2), False)


def test_a_loss_that_is_heard_late_is_announced_but_says_nothing_of_now() -> None:
    plant = Plant()
    plant.told(("11:00", ""))
    events = plant.told(("10:00", "incomer-a state off"))
    assert names(events)[0] == "FeedLost"
    assert plant.unit.feeds.need("a").state == "unknown"
    events = plant.told(("11:00", "incomer-a state on"))
    assert names(events)[:2] == ["GeneratorFailedToStart", "FeedRestored"]


def test_the_past_of_a_rack_moves_no_load() -> None:
    plant = Plant()
    plant.told(("11:00", ""), ("10:00", "a01-a power 9"))
    assert not plant.unit.racks.need("a01").load_is_known


def test_closed_hours_are_kept_and_add_up_to_the_hours_of_the_site() -> None:
    plant = Plant()
    story = [
        (clock, f"{source} {quantity} {value}")
        for clock, grown in (("10:00", 0), ("11:00", 1))
        for source, quantity, value in (
            ("incomer-a", "energy", 500 + 60 * grown),
            ("incomer-b", "energy", 700 + 60 * grown),
            *((f"a0{n}-{feed}", "energy", 10 + 16 * grown) for n in (1, 2, 3) for feed in "ab"),
            ("heat", "heat", 5 + 30 * grown),
        )
    ]
    events = plant.told(*story)
    assert len(hours(events)) == 9
    kept = plant.unit.hours.where(source="a03-b")
    assert [(one.start, one.kwh, one.estimated) for one in kept] == [(at("10:00"), Decimal(16), False)]
    (site,) = plant.unit.site_hours.where()
    found = kpis([site], at("10:00"), at("11:00"), Metered(incomers=2, racks=6, heat_meters=1))
    assert [found.total_kwh, found.it_kwh, found.heat_kwh] == [Decimal(120), Decimal(96), Decimal(30)]
    assert [found.pue, found.erf, found.ref] == [Decimal("1.25"), Decimal("0.25"), Decimal("0.5")]
    assert found.complete


def test_a_source_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        Plant().told(("10:00", "a09-a power 1"))
    assert refused.value.faults == (("/source", "no source a09-a"),)
