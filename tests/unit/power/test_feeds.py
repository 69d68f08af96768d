"""A feed is live, lost or unknown, as the readings of its incomer say."""

from __future__ import annotations

import pytest

from libs.events import Event
from services.power.domain.feeds import Feed
from tests.unit.power.stories import at, names, reading

A = Feed(
    id="a",
    name="Voie A",
    incomer="incomer-a",
    nominal_volts=400,
    renewable_percent=100,
    generator="g1",
    since=at("09:00"),
)


def told(feed: Feed, *story: tuple[str, str]) -> tuple[Feed, list[Event]]:
    events: list[Event] = []
    for clock, said in story:
        feed, raised = feed.silent(at(clock)) if said == "silence" else feed.read(reading(clock, said))
        events += raised
    return feed, events


def test_until_its_incomer_is_heard_a_feed_is_unknown() -> None:
    assert A.state == "unknown"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("state on", "live"),
        ("state off", "lost"),
        ("state fault", "lost"),
        ("state test", "unknown"),
        ("voltage 398", "live"),
        ("voltage 340", "live"),  # 0.85 x 400
        ("voltage 339.9", "lost"),
        ("power 200", "unknown"),
    ],
)
def test_what_an_incomer_says(said: str, state: str) -> None:
    feed, _ = told(A, ("10:00", said))
    assert feed.state == state


def test_lost_and_restored_are_announced_once() -> None:
    feed, events = told(
        A,
        ("10:00", "state on"),
        ("10:01", "state off"),
        ("10:02", "voltage 0"),
        ("10:03", "state off"),
        ("10:09", "state on"),
        ("10:10", "voltage 400"),
    )
    assert names(events) == ["FeedFoundLive", "FeedLost", "FeedRestored"]
    assert [event.time for event in events] == [at("10:00"), at("10:01"), at("10:09")]
    assert (feed.state, feed.since) == ("live", at("10:09"))


def test_silence_is_unknown_and_announces_neither_loss_nor_return() -> None:
    feed, events = told(A, ("10:00", "state on"), ("10:00", "power 150"), ("10:03", "silence"))
    assert (feed.state, feed.since, feed.load_kw) == ("unknown", at("10:03"), None)
    assert names(events) == ["FeedFoundLive"]  # at 10:00
    _, events = told(feed, ("10:05", "state on"), ("10:06", "state on"))
    assert [(name, event.time) for name, event in zip(names(events), events, strict=True)] == [
        ("FeedFoundLive", at("10:05"))
    ]


def test_a_past_that_is_read_in_finds_no_feed_live() -> None:
    feed, events = A.read_late(reading("08:00", "state on"))
    assert (feed.state, list(events)) == ("unknown", [])
    feed, events = feed.read_late(reading("08:30", "state off"))
    assert (feed.state, names(events)) == ("unknown", ["FeedLost"])
    feed, events = feed.read_late(reading("08:40", "power 3"))
    assert (feed.since, list(events)) == (at("08:30"), [])
    _, events = feed.read(reading("09:10", "state on"))
    assert names(events) == ["FeedRestored"]


def test_a_lost_feed_that_fell_silent_is_restored_when_it_is_heard_live() -> None:
    _, events = told(A, ("10:00", "state off"), ("10:03", "silence"), ("10:08", "state on"))
    assert names(events) == ["FeedLost", "FeedRestored"]


def test_late_evidence_does_not_count_and_of_one_instant_loss_counts() -> None:
    feed, events = told(A, ("10:05", "state on"), ("10:04", "state off"))
    assert (feed.state, names(events)) == ("live", ["FeedFoundLive"])
    feed, _ = told(A, ("10:05", "voltage 0"), ("10:05", "state on"))
    assert feed.state == "lost"
    feed, _ = told(A, ("10:05", "state on"), ("10:05", "voltage 0"))
    assert feed.state == "lost"
