"""Signals come late, doubled and out of order; the zone ends as if they had not."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from libs.events import replace
from services.fire.domain import decisions
from services.fire.domain.signal import Signal
from services.fire.domain.vocabulary import Kind
from services.fire.domain.zone import Zone
from tests.unit.fire.hall import Story, at, signal

RELEASE = (
    signal(0, "smoke-1", "alarm"),
    signal(10, "heat-1", "alarm"),
    signal(20, "panel", "hold_pressed"),
    signal(25, "panel", "hold_released"),
    signal(30, "smoke-2", "fault"),
    signal(57, "panel", "flow"),
    signal(300, "panel", "reset"),
    signal(700, "panel", "oxygen", "13"),
    signal(900, "panel", "reset"),
    signal(1000, "panel", "oxygen", "20.2"),
)
ABORTED = (
    signal(0, "panel", "manual_only"),
    signal(5, "smoke-1", "contact_lost"),
    signal(10, "smoke-1", "alarm"),
    signal(20, "panel", "automatic"),
    signal(30, "heat-1", "alarm"),
    signal(40, "panel", "abort"),
    signal(90, "panel", "reset"),
    signal(95, "smoke-2", "alarm"),
)
SECOND = st.integers(0, 40) | st.integers(0, 3000)
"""Often one of few, so that several words are of one instant."""
WITH_VALUE = (Kind.OXYGEN, Kind.CYLINDER)
OXYGEN, BAR = ("16.9", "18", "19.2", "20.9"), ("280", "287", "300")
ANYTHING = st.lists(
    st.builds(
        signal,
        SECOND,
        st.sampled_from(["panel", "smoke-1", "heat-1"]),
        st.sampled_from([kind.value for kind in Kind if kind not in (Kind.ALARM, Kind.SIGN_OFF, *WITH_VALUE)]),
    )
    | st.builds(signal, SECOND, st.sampled_from(["smoke-1", "smoke-2", "heat-1"]), st.just("alarm"))
    | st.builds(signal, SECOND, st.just("panel"), st.just("oxygen"), st.sampled_from(OXYGEN))
    | st.builds(signal, SECOND, st.just("panel"), st.just("cylinder"), st.sampled_from(BAR)),
    unique_by=lambda each: (each.at, each.device, each.kind),
    max_size=12,
)


def settled(*signals: Signal, until: float) -> Zone:
    hall = Story()
    hall.play(*signals)
    hall.pass_to(until)
    return replace(hall.zone, journal=replace(hall.zone.journal, as_of=at(until)))


def same(one: Zone, other: Zone) -> bool:
    """What anybody can see is the same; the order in which devices are listed is not looked at."""
    return seen(one) == seen(other)


def seen(zone: Zone) -> tuple[object, ...]:
    standings = (zone.faults, zone.silences, zone.oxygen_levels, zone.leaks)
    return zone.mirror, [standing.devices for standing in standings], zone.oxygen, zone.cylinders, zone.above_noael


def test_the_second_knock_comes_before_the_first() -> None:
    hall = Story()
    assert hall.say(10, "heat-1", "alarm") == "PRE_ACTIVATED"
    assert hall.say(0, "smoke-1", "alarm") == "ACTIVATED"
    assert hall.facts == [(10, "pre-activated"), (10, "activated"), (10, "countdown-started")]
    assert hall.zone.mirror.due == at(40)


def test_an_abort_of_before_the_countdown_ended_comes_after_it() -> None:
    hall = Story()
    hall.say(0, "panel", "manual_release")
    hall.pass_to(61)
    assert hall.facts[2:] == [(60, "release-not-confirmed")]
    hall.say(20, "panel", "abort")
    assert hall.zone.mirror.left == 10
    assert hall.facts[3:] == [(20, "release-aborted")]
    assert hall.say(90, "panel", "reset") == "QUIESCENT"


def test_flow_heard_only_after_the_reset_still_asks_for_a_sign_off() -> None:
    hall = Story()
    hall.say(0, "smoke-1", "alarm")
    hall.say(900, "panel", "reset")
    assert hall.say(30, "panel", "flow") == "VENTILATING"
    assert hall.facts[3:] == [(30, "activated"), (30, "released"), (630, "ventilating")]


def test_a_signal_said_twice_moves_nothing_the_second_time() -> None:
    for story in (RELEASE, ABORTED):
        once, twice = Story(), Story()
        once.play(*story)
        for each in story:
            twice.play(each, each)
        assert same(once.zone, twice.zone)


@settings(max_examples=30, deadline=None)
@given(st.permutations(RELEASE), st.permutations(ABORTED))
def test_every_order_of_arrival_ends_the_same(release: list[Signal], aborted: list[Signal]) -> None:
    assert same(settled(*RELEASE, until=1100), settled(*release, until=1100))
    assert same(settled(*ABORTED, until=200), settled(*aborted, until=200))


@settings(max_examples=80, deadline=None)
@given(ANYTHING, st.randoms(use_true_random=False))
def test_every_order_of_anything_ends_the_same(signals: list[Signal], random: Random) -> None:
    shuffled = list(signals)
    random.shuffle(shuffled)
    in_order = sorted(signals, key=lambda each: each.at)  # of one instant: as they were drawn
    assert same(settled(*in_order, until=3500), settled(*shuffled, until=3500))


def test_what_is_settled_is_not_rewritten_but_raised() -> None:
    hall = Story()
    hall.say(0, "smoke-1", "alarm")
    hall.say(60, "panel", "reset")
    hall.say(8000, "panel", "reset")
    assert hall.say(30, "heat-1", "alarm") == "QUIESCENT"
    assert hall.facts[-1] == (30, "signal-ignored")


def test_the_document_stays_small_whatever_is_said() -> None:
    hall = Story()
    hall.say(0, "panel", "manual_release")
    for second in range(1, 1000):
        hall.say(second / 100, "panel", "hold_pressed" if second % 2 else "hold_released")
    assert len(hall.zone.journal.signals) == 200
    assert hall.zone.mirror == replace(hall.zone.mirror, left=30)
    decisions.elapse(hall.zone, at(100))
