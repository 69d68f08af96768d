"""A source that is silent for three of its intervals is unknown."""

from __future__ import annotations

from libs.events import Event
from services.power.domain.sources import Source
from services.power.events import SourceHeard, SourceSilent
from tests.unit.power.stories import at, meter, names, reading, told


def silent(source: Source, clock: str) -> tuple[Source, list[Event]]:
    source, events = source.fell_silent(at(clock))
    return source, list(events)


def test_three_intervals_after_its_newest_reading_it_is_silent_once() -> None:
    source, _ = told(meter(), [("10:00", "power 5"), ("10:01", "power 5")])
    assert source.contact == "heard"
    assert source.silent_from() == at("10:04")
    source, events = silent(source, "10:04")
    (said,) = events
    assert isinstance(said, SourceSilent)
    assert (said.source, said.heard_at, said.time) == ("m1", at("10:01"), at("10:04"))
    assert silent(source, "10:05")[1] == []


def test_heard_again_it_can_fall_silent_again() -> None:
    source, _ = told(meter(), [("10:00", "power 5")])
    source, _ = silent(source, "10:03")
    source, events = told(source, [("10:30", "power 5"), ("10:31", "power 5")])
    (heard,) = [event for event in events if isinstance(event, SourceHeard)]
    assert (heard.time, heard.silent_since, source.contact) == (at("10:30"), at("10:03"), "heard")
    assert names(silent(source, "10:34")[1]) == ["SourceSilent"]


def test_a_source_heard_for_the_first_time_was_never_silent() -> None:
    _, events = told(meter(), [("10:00", "power 5")])
    assert events == []


def test_a_silence_does_not_end_before_it_begins() -> None:
    source, _ = told(meter(), [("10:00", "power 5")])
    source, _ = silent(source, "10:03")
    source, (heard,), *_ = source.read(reading("10:02", "power 5"), now=at("10:03:30"))  # it was on its way
    assert (names([heard]), heard.time) == (["SourceHeard"], at("10:03"))


def test_a_backlog_does_not_end_a_silence() -> None:
    source, _ = told(meter(), [("10:00", "power 5")])
    source, _ = silent(source, "10:03")
    source, events, *_ = source.read(reading("10:04", "power 5"), now=at("11:00"))
    assert (source.contact, list(events)) == ("silent", [])
    _, events, *_ = source.read(reading("10:59", "power 5"), now=at("11:00"))
    assert names(events)[0] == "SourceHeard"


def test_a_past_that_is_read_in_says_nothing_of_now() -> None:
    source, *_ = meter().read(reading("08:00", "energy 5"), now=at("10:00"))
    assert source.contact == "never_heard"
    assert silent(source, "10:00")[1] == []


def test_late_readings_do_not_turn_back_when_it_was_heard() -> None:
    source, _ = told(meter(), [("10:00", "power 5"), ("09:59", "power 4")])
    assert source.heard_at == at("10:00")
    assert source.latest["power"].value == "5"
