"""The graph in the site file: its nodes, and what is wrong with it, where the file says what feeds what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from services.power.domain.graph import Graph, faults_of
from services.power.domain.nodes import Node

if TYPE_CHECKING:
    from services.power.rows import RowPlan
    from services.power.section import Section

Fault = tuple[str, str]


def nodes_of(section: Section) -> list[Node]:
    """Every node of the graph: feeds, generator, what stands between, racks."""
    return _nodes(section, list(section.racks))


def faults(section: Section) -> list[Fault]:
    """What is wrong with the graph, once a place: what is said of one rack holds for its row."""
    feeds = {feed.id for feed in section.feeds}
    rows = [row for row in section.racks if feeds.issuperset(row.feeds)]  # of others it is told that a feed is none
    found = faults_of(_nodes(section, rows))
    places = dict(_edges(section))
    told = {(places[id], why.split()[0]): (places[id], why) for id, why in reversed(found)}
    return [*reversed(told.values())] or list(_astray(section, rows))


def _nodes(section: Section, rows: list[RowPlan]) -> list[Node]:
    return [
        *(feed.node() for feed in section.feeds),
        *((section.generator.node(),) if section.generator else ()),
        *section.planned_nodes(),
        *(rack.node() for row in rows for rack in row.racks()),
    ]


def _edges(section: Section) -> Iterator[tuple[str, str]]:
    """Where the file says what feeds each node."""
    for n, feed in enumerate(section.feeds):
        yield feed.id, f"/feeds/{n}/id"
    for n, row in enumerate(section.racks):
        for rack in row.racks():
            yield rack.id, f"/racks/{n}/feeds"
        for pdu in row.pdus():
            yield pdu.id, f"/racks/{n}/pdu/from"
    for n, plan in enumerate(section.nodes):
        yield plan.id, f"/nodes/{n}/from"


def _astray(section: Section, rows: list[RowPlan]) -> Iterator[Fault]:
    """Rows at a node that their feed does not reach."""
    known = {node.id: node for node in _nodes(section, rows)}
    if any(input not in known for node in known.values() for input in node.inputs):
        return
    graph = Graph.of(known.values())
    for n, row in enumerate(section.racks):
        for supply in next(row.racks()).supplies if row in rows else ():
            if supply.feed not in graph.above((supply.node,)):
                yield f"/racks/{n}/pdu/from", f"{supply.node} is for feed {supply.feed}, which does not reach it"
