"""What if a node, or several, were lost: the survivor takes all, per phase, at most 0.8 x its breaker."""

from __future__ import annotations

import time
from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from libs.events import replace
from services.power.domain.energised import State, energised
from services.power.domain.nodes import Node
from services.power.domain.racks import Rack
from services.power.domain.what_if import Answer, lose
from tests.unit.power.network import LIVE, present, row


def why(answer: Answer) -> list[str]:
    """`a01 overload 8.001 of 8.0 (pdu-a-b)`."""
    return [
        f"{one.rack} {one.why} {one.load_kw} of {one.limit_kw}{f' ({one.node})' if one.node else ''}"
        for one in answer.racks
    ]


def drawing(rack: Rack, a: str | None, b: str | None) -> Rack:
    loads = {"a": None if a is None else Decimal(a), "b": None if b is None else Decimal(b)}
    return replace(rack, supplies=tuple(replace(one, load_kw=loads[one.feed]) for one in rack.supplies))


def test_a_feed_is_lost_and_the_other_carries() -> None:
    answer = lose(present(row("a", 3, "4")), {"a"})
    assert answer.survives
    assert answer.loses_feed == ("a01", "a02", "a03")
    assert answer.without_power == ("ats-a", "ups-a", "pdu-a-a")


def test_a_rack_that_its_own_breaker_does_not_carry_goes_dark() -> None:
    pdus, racks = row("a", 5, "4")
    racks[1] = drawing(racks[1], "4", "4.001")
    racks[2] = replace(racks[2], supplies=racks[2].supplies[:1])
    racks[3] = replace(racks[3], supplies=racks[3].supplies[1:])
    racks[4] = drawing(racks[4], "4", None)
    answer = lose(present((pdus, racks)), {"a"})
    assert why(answer) == ["a02 overload 8.001 of 8.0", "a03 single_feed 4 of 0.0"]
    assert (answer.loses_feed, answer.load_unknown) == (("a01", "a05"), ("a05",))


def test_a_unit_that_carries_its_racks_alone_trips_and_takes_them_with_it() -> None:
    site = present(row("a", 4, "3", pdu_kw="11.9"), row("b", 3, "3", pdu_kw="12"))  # 2 racks of 6 kW on phase 1
    answer = lose(site, {"pdu-a-a"})
    (tripped,) = answer.breakers
    assert (tripped.node, tripped.phase, tripped.load_kw) == ("pdu-a-b", 1, Decimal(12))
    assert why(answer) == [f"a0{n} overload 6 of 0.0 (pdu-a-b)" for n in (1, 2, 3, 4)]
    assert lose(site, {"pdu-b-a"}).survives


def test_breakers_trip_one_after_the_other() -> None:
    """The unit of row a trips on b's side, and what it carried is gone from the UPS, which holds."""
    site = present(row("a", 3, "3", pdu_kw="5.9"), row("b", 3, "3"), ups_kw="11.9")
    answer = lose(site, {"ups-a"})
    assert [one.node for one in answer.breakers] == ["ups-b", "pdu-a-b"]
    assert len(answer.racks) == 6
    assert [one.node for one in lose(site, {"pdu-a-a"}).breakers] == ["pdu-a-b"]


def test_a_dead_utility_is_carried_by_the_generator_where_it_is_at_the_load() -> None:
    on_generator: dict[str, State] = LIVE | {"a": "dead", "g1": "live"}
    site = present(row("a", 3, "3"), origins=on_generator)
    assert lose(site, {"b"}).survives
    assert [one.why for one in lose(site, {"b", "g1"}).racks] == ["single_feed"] * 3
    standing = present(row("a", 3, "3"), origins=LIVE | {"a": "dead"})
    assert not lose(standing, {"b"}).survives
    assert lose(standing, {"a"}).survives  # it carries nobody now


def test_a_planned_work_changes_the_answer() -> None:
    site = present(row("a", 3, "3"), row("b", 3, "3"))
    assert lose(site, {"b"}).survives
    after = lose(site.without({"ups-a"}), {"pdu-a-b"})
    assert [one.rack for one in after.racks] == ["a01", "a02", "a03"]
    assert lose(site.without({"ups-b"}), {"pdu-a-b"}).survives


def test_cooling_that_goes_dark_is_told() -> None:
    cooling = Node("cooling-1", "cooling", ("ats-a",))
    site = present(row("a", 1, "3"), more=[cooling], draws={"cooling-1": Decimal(30)})
    assert "cooling-1" in lose(site, {"a"}).without_power
    assert "cooling-1" not in lose(site, {"b"}).without_power


def test_a_lost_rack_takes_its_load_with_it() -> None:
    answer = lose(present(row("a", 3, "3")), {"a01"})
    assert (answer.racks, answer.breakers) == ((), ())


loads = st.lists(st.integers(0, 6), min_size=6, max_size=6)


@given(loads, st.sets(st.sampled_from(["a", "b", "ats-a", "ups-a", "ups-b", "pdu-a-a", "pdu-a-b"])))
def test_who_goes_dark_is_who_no_power_reaches_or_no_breaker_carries(kws: list[int], lost: set[str]) -> None:
    pdus, racks = row("a", 6, "0", pdu_kw="13")
    racks = [drawing(rack, str(kw), str(kw)) for rack, kw in zip(racks, kws, strict=True)]
    site = present((pdus, racks), ups_kw="40")
    answer = lose(site, lost)
    out = lost | {one.node for one in answer.breakers}
    reached = energised(site.graph, LIVE, out)
    hit = {rack.id for rack in racks if any(reached[supply.node] == "dead" for supply in rack.supplies)}
    dark = {rack.id for rack in racks if reached[rack.id] == "dead"}
    overloaded = {rack.id for rack in racks if rack.id in hit and rack.load_kw > rack.limit_kw}
    assert {one.rack for one in answer.racks} == dark | overloaded
    assert set(answer.loses_feed) == hit - dark - overloaded


def test_240_racks_and_all_pairs_of_nodes() -> None:
    """Counts gate, clocks do not: this one is told to end at all, in seconds and not in minutes."""
    site = present(*(row(name, 20, "1") for name in "abcdefghijkl"))
    began = time.monotonic()
    answers = [lose(site, set(pair)) for pair in combinations(site.inner, 2)]
    assert time.monotonic() - began < 60
    assert sum(answer.survives for answer in answers) > 0
