"""What is energised: how live, dead and unknown flow through the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Literal

from services.power.domain.graph import Graph
from services.power.domain.nodes import ORIGINS

State = Literal["live", "dead", "unknown"]


def energised(graph: Graph, origins: Mapping[str, State], out: Set[str] = frozenset()) -> dict[str, State]:
    """The state of every node. `origins`: of utilities and generators, unknown where not named; `out`: taken out.

    One live input makes a node live, all dead ones make it dead, and between them it stays unknown.
    """
    states: dict[str, State] = {}
    for node in graph.nodes:
        if node.own == "dead" or node.id in out:
            states[node.id] = "dead"
        elif node.kind in ORIGINS:
            states[node.id] = origins.get(node.id, "unknown")
        else:
            states[node.id] = fed_by(states[input] for input in node.inputs)
    return states


def fed_by(inputs: Iterable[State]) -> State:
    """What several inputs come to."""
    known = set(inputs)
    if "live" in known:
        return "live"
    return "unknown" if "unknown" in known else "dead"
