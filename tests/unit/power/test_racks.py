"""The 2N rule: the survivor takes A + B, at most 0.8 x its breaker."""

from __future__ import annotations

from libs.events import Event, replace
from services.power.domain.racks import Rack
from services.power.events import RedundancyLost
from tests.unit.power.stories import at, names, rack, reading


def told(one: Rack, *story: tuple[str, str]) -> tuple[Rack, list[Event]]:
    """`lost a`, `restored a`, `a 3.5` or `a silent`."""
    events: list[Event] = []
    for clock, said in story:
        match said.split():
            case ["lost", feed]:
                one, raised = one.reached({feed}, at(clock))
            case ["restored", _]:
                one, raised = one.reached(set(), at(clock))
            case [feed, load]:
                kw = None if load == "silent" else reading(clock, f"power {load}").amount
                one, raised = one.draws(f"a01-{feed}", kw, at(clock))
            case _:
                raise AssertionError(said)
        events += raised
    return one, events


def test_a_load_that_no_feed_carries_alone_is_announced_once() -> None:
    one, events = told(rack(None, None), ("10:00", "a 4"), ("10:00", "b 4"))
    assert (events, one.is_redundant) == ([], True)  # 8.0 of 8.0
    one, events = told(one, ("10:01", "a 4.1"), ("10:02", "a 4.2"))
    assert (names(events), one.weakness) == (["RedundancyLost"], "overload")
    one, events = told(one, ("10:03", "a 3.9"))
    assert events == []  # 7.9: not well below 8
    one, events = told(one, ("10:04", "a 3.5"))
    assert (names(events), one.weakness) == (["RedundancyRestored"], None)


def test_a_silent_meter_restores_nothing() -> None:
    one, _ = told(rack("5", "4"), ("10:00", "a 5"))
    one, events = told(one, ("10:03", "a silent"))
    assert (one.weakness, events) == ("overload", [])


def test_a_lost_feed_is_a_lost_redundancy() -> None:
    one, events = told(rack("2", "2"), ("10:00", "lost a"), ("10:01", "b 4"), ("10:30", "restored a"))
    assert names(events) == ["RedundancyLost", "RedundancyRestored"]
    assert one.is_redundant


def test_a_rack_on_one_feed_has_no_redundancy_to_lose() -> None:
    single = replace(rack("2", None), supplies=rack("2", None).supplies[:1])
    single, events = told(single, ("10:00", "a 9"), ("10:01", "lost a"))
    assert (events, single.is_redundant) == ([], False)


def test_a_node_above_that_could_not_carry_its_racks_makes_none_of_them_redundant() -> None:
    one, (lost,) = rack("2", "2").strain("pdu-b", True, at("10:00"))
    assert isinstance(lost, RedundancyLost)
    assert (lost.why, lost.node, one.is_redundant) == ("overload", "pdu-b", False)
    one, events = one.strain("ups-b", True, at("10:01"))
    assert events == ()
    one, events = one.strain("pdu-b", False, at("10:02"))
    assert events == ()
    one, events = one.strain("ups-b", False, at("10:03"))
    assert (names(events), one.is_redundant) == (["RedundancyRestored"], True)
