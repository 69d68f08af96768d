"""A whole network for the stories of the graph: two ways of utility, switch and UPS, and rows of racks on both."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from services.power.domain.energised import State
from services.power.domain.graph import Graph
from services.power.domain.load_flow import Present
from services.power.domain.nodes import Node
from services.power.domain.racks import Rack, Supply

LIVE: dict[str, State] = {"a": "live", "b": "live", "g1": "dead"}


def way(feed: str, ups_kw: str = "100") -> list[Node]:
    """utility > switch (or the generator) > UPS, each phase of which may carry `ups_kw`."""
    return [
        Node(feed, "utility"),
        Node(f"ats-{feed}", "ats", (feed, "g1")),
        Node(f"ups-{feed}", "ups", (f"ats-{feed}",), Decimal(ups_kw)),
    ]


def row(name: str, count: int, kw: str, pdu_kw: str = "50", breaker_kw: str = "10") -> tuple[list[Node], list[Rack]]:
    """A row of racks, one phase after the other; each draws `kw` from A and as much from B."""
    pdus = [Node(f"pdu-{name}-{feed}", "pdu", (f"ups-{feed}",), Decimal(pdu_kw)) for feed in "ab"]
    racks = []
    for n in range(count):
        id = f"{name}{n + 1:02}"
        supplies = (Supply(feed, f"{id}-{feed}", f"pdu-{name}-{feed}", Decimal(kw)) for feed in "ab")
        racks.append(Rack(id, name, Decimal(breaker_kw), tuple(supplies), phase=n % 3 + 1))
    return pdus, racks


def network(*rows: tuple[list[Node], list[Rack]], ups_kw: str = "100", more: Iterable[Node] = ()) -> list[Node]:
    return [
        *way("a", ups_kw),
        *way("b", ups_kw),
        Node("g1", "generator", limit_kw=Decimal(400)),
        *more,
        *(pdu for pdus, _ in rows for pdu in pdus),
        *(rack.node() for _, racks in rows for rack in racks),
    ]


def present(
    *rows: tuple[list[Node], list[Rack]],
    ups_kw: str = "100",
    origins: dict[str, State] | None = None,
    more: Iterable[Node] = (),
    draws: dict[str, Decimal] | None = None,
) -> Present:
    graph = Graph.of(network(*rows, ups_kw=ups_kw, more=more))
    return Present.of(graph, origins or LIVE, [rack for _, racks in rows for rack in racks], draws or {})
