"""The graph of the site's power: what would make it none, and how live, dead and unknown flow through it."""

from __future__ import annotations

from services.power.domain.energised import State, energised
from services.power.domain.graph import Graph, faults_of
from services.power.domain.nodes import Node
from tests.unit.power.network import LIVE, network, row


def states(origins: dict[str, State], *out: str) -> dict[str, State]:
    found = energised(Graph.of(network(row("a", 1, "1"))), origins, set(out))
    return {id: found[id] for id in ("ats-a", "pdu-a-a", "pdu-a-b", "a01")}


def test_a_good_graph_has_no_faults() -> None:
    nodes = network(row("a", 3, "1"))
    assert faults_of(nodes) == []
    order = [node.id for node in Graph.of(nodes).nodes]
    assert all(order.index(input) < order.index(node.id) for node in nodes for input in node.inputs)


def test_all_faults_are_found_at_once() -> None:
    faults = faults_of(
        [
            Node("a", "utility"),
            Node("g", "generator"),
            Node("ats", "ats", ("a",)),
            Node("x", "board", ("z",)),
            Node("y", "board", ("x",)),
            Node("z", "board", ("y",)),
            Node("pdu", "pdu", ("atz", "g")),
            Node("r1", "rack", ("pdu",)),
            Node("r2", "rack", ("ats",)),
            Node("r3", "rack", ("z",)),
        ]
    )
    assert sorted(why for _, why in faults) == [
        "a loop: x feeds y, y feeds z, z feeds x",
        "ats switches between 1 input; it needs two",
        "pdu is fed by atz, which is no node; did you mean ats?",
        "rack r1 is fed by no utility",  # a generator alone is none
        "rack r3 is fed by no utility",
    ]


def test_a_node_that_feeds_itself_is_a_loop() -> None:
    assert [why for _, why in faults_of([Node("x", "board", ("x",))])] == ["a loop: x feeds x"]


def test_a_live_input_makes_a_switch_live() -> None:
    assert states(LIVE) == {"ats-a": "live", "pdu-a-a": "live", "pdu-a-b": "live", "a01": "live"}
    lost = LIVE | {"a": "dead"}
    assert states(lost) == {"ats-a": "dead", "pdu-a-a": "dead", "pdu-a-b": "live", "a01": "live"}
    assert states(lost | {"g1": "live"})["pdu-a-a"] == "live"


def test_unknown_stays_unknown() -> None:
    assert states(LIVE | {"a": "unknown"})["pdu-a-a"] == "unknown"
    both: dict[str, State] = {"a": "unknown", "b": "dead", "g1": "dead"}
    assert states(both) == {"ats-a": "unknown", "pdu-a-a": "unknown", "pdu-a-b": "dead", "a01": "unknown"}


def test_what_is_taken_out_is_dead_with_all_that_it_alone_feeds() -> None:
    assert states(LIVE, "ups-a", "pdu-a-b") == {"ats-a": "live", "pdu-a-a": "dead", "pdu-a-b": "dead", "a01": "dead"}
