"""The graph of the site's power, and what would make it none."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from libs.events import Value
from services.power.domain.nodes import SWITCHES, Node

Fault = tuple[str, str]
"""The id of the node, and what is wrong with it."""


class Graph(Value):
    """Nodes in an order in which each comes after all that feed it; `by_id`; `fed`: the nodes that each one feeds."""

    nodes: tuple[Node, ...]
    by_id: Mapping[str, Node]
    fed: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> Graph:
        """The graph of nodes without faults."""
        by_id = {node.id: node for node in nodes}
        fed: dict[str, list[str]] = {id: [] for id in by_id}
        for node in by_id.values():
            for input in node.inputs:
                fed[input].append(node.id)
        order = TopologicalSorter({node.id: node.inputs for node in by_id.values()}).static_order()
        return cls(tuple(by_id[id] for id in order), by_id, {id: tuple(ids) for id, ids in fed.items()})

    def below(self, ids: Iterable[str]) -> set[str]:
        """These nodes, and every node that energy may reach through them."""
        return _closure(ids, self.fed)

    def above(self, ids: Iterable[str]) -> set[str]:
        """These nodes, and every node that energy may come through to them."""
        return _closure(ids, {node.id: node.inputs for node in self.nodes})


def faults_of(nodes: Sequence[Node]) -> list[Fault]:
    """All that is wrong: edges to nothing, loops, switches with one input, what nothing feeds."""
    known = {node.id: node for node in nodes}
    return [
        *_edges_to_nothing(nodes, known),
        *_loop(known),
        *_poor_switches(nodes),
        *_unfed(nodes, known),
    ]


def _closure(ids: Iterable[str], step: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(ids)
    while ahead:
        id = ahead.pop()
        if id not in found:
            found.add(id)
            ahead += step[id]
    return found


def _edges_to_nothing(nodes: Sequence[Node], known: Mapping[str, Node]) -> Iterator[Fault]:
    for node in nodes:
        for input in node.inputs:
            if input not in known:
                near = difflib.get_close_matches(input, known, 1)
                meant = f"; did you mean {near[0]}?" if near else ""
                yield node.id, f"{node.id} is fed by {input}, which is no node{meant}"


def _loop(known: Mapping[str, Node]) -> Iterator[Fault]:
    """The loops, one a turn: what stands in one is taken out before it is looked for another."""
    left = {id: tuple(input for input in node.inputs if input in known) for id, node in known.items()}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            ring: list[str] = error.args[1]
            first = ring.index(min(ring))
            told = [*ring[first:-1], *ring[:first], ring[first]] if first else ring
            yield told[0], f"a loop: {', '.join(f'{a} feeds {b}' for a, b in pairwise(told))}"
            left = {id: tuple(i for i in ins if i not in ring) for id, ins in left.items() if id not in ring}
        else:
            return


def _poor_switches(nodes: Sequence[Node]) -> Iterator[Fault]:
    for node in nodes:
        if node.kind in SWITCHES and len(set(node.inputs)) < 2:
            yield node.id, f"{node.id} switches between {len(set(node.inputs))} input; it needs two"


def _unfed(nodes: Sequence[Node], known: Mapping[str, Node]) -> Iterator[Fault]:
    """Racks that no utility reaches: a generator alone is for its ten seconds' start, not for every day."""
    fed: dict[str, list[str]] = {id: [] for id in known}
    for node in nodes:
        for input in node.inputs:
            fed.setdefault(input, []).append(node.id)
    reached = _closure((node.id for node in nodes if node.kind == "utility"), fed)
    for node in nodes:
        if node.kind == "rack" and node.id not in reached:
            yield node.id, f"rack {node.id} is fed by no utility"
