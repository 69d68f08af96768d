"""Phases, and what breakers have left: some of it stranded."""

from __future__ import annotations

from decimal import Decimal

from services.power.domain.capacity import NodeCapacity, capacity
from services.power.domain.nodes import Node
from services.power.domain.phases import Phases
from services.power.domain.racks import Rack
from tests.unit.power.network import LIVE, present, row


def found(node: str, *rows: tuple[list[Node], list[Rack]], ups_kw: str = "100") -> NodeCapacity:
    site = present(*rows, ups_kw=ups_kw, origins=LIVE)
    return next(one for one in capacity(site) if one.node.id == node)


def test_a_three_phase_load_is_a_third_on_each() -> None:
    load = Phases.of(Decimal(3), 1).plus(Phases.of(Decimal(6), 0))
    assert [phase.kw for phase in load.each] == [5, 2, 2]
    assert [load.kw, load.highest.number] == [9, 1]
    assert load.imbalance == Decimal(2) / 3  # 5 against a mean of 3
    assert Phases().imbalance is None


def test_the_limit_itself_is_carried_exactly() -> None:
    load = Phases.of(Decimal(10), 0)  # three and a third on each
    assert not load.exceeds(Decimal(10) / 3 + Decimal("0.0001"))
    assert load.exceeds(Decimal("3.333"))


def test_what_is_free_is_what_is_left_to_a_survivor() -> None:
    pdu = found("pdu-a-a", row("a", 3, "2", pdu_kw="5"))
    assert [phase.kw for phase in pdu.load.each] == [2, 2, 2]
    assert [phase.kw for phase in pdu.failover.each] == [4, 4, 4]
    assert [pdu.free_kw, pdu.stranded_kw] == [3, 0]


def test_what_the_racks_beneath_cannot_take_is_stranded() -> None:
    pdu = found("pdu-a-a", row("a", 2, "2", pdu_kw="10"))  # a rack may draw 4 kW more; on phase 3 there is none
    assert [pdu.free_kw, pdu.stranded_kw] == [6 + 6 + 10, 2 + 2 + 10]


def test_what_the_ups_above_cannot_give_is_stranded() -> None:
    pdu = found("pdu-a-a", row("a", 3, "2", pdu_kw="8"), ups_kw="5")
    assert [pdu.free_kw, pdu.stranded_kw] == [12, 9]


def test_without_a_breaker_nothing_is_known_of_what_is_free() -> None:
    ats = found("ats-a", row("a", 3, "2"))
    assert [ats.free_kw, ats.stranded_kw] == [None, None]
