"""What if any node were lost, and any two: the whole site, every rack drawing, against one plain walk of its graph."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial

from bench.power.house import whole_site
from libs.events import replace
from libs.processes.garbage import settle
from services.power import wiring
from services.power.domain.energised import State, energised
from services.power.domain.graph import Graph
from services.power.domain.load_flow import Present
from services.power.domain.racks import Rack
from services.power.domain.what_if import lose

TIMES = 50
ORIGINS: dict[str, State] = {"a": "live", "b": "live", "generator": "dead"}


def drawing(racks: Iterable[Rack]) -> Iterator[Rack]:
    """Each with a load of its own, half from each feed: no breaker is near its limit."""
    for n, rack in enumerate(racks):
        kw = Decimal(800 + 7 * n % 400) / 1_000
        yield replace(rack, supplies=tuple(replace(one, load_kw=kw / 2) for one in rack.supplies))


def took(act: Callable[[], object]) -> float:
    """The least of some times (ms of CPU): what it costs when nothing else wants the core."""
    times: list[float] = []
    for _ in range(TIMES):
        began = time.process_time()
        act()
        times.append(time.process_time() - began)
    return min(times) * 1000


def main() -> None:
    site = whole_site()
    graph = Graph.of(wiring.nodes_of(site))
    now = Present.of(graph, ORIGINS, drawing(site.planned_racks()), {})
    settle()
    worst = max(took(partial(lose, now, {node.id})) for node in graph.nodes)
    walk = max(took(partial(energised, graph, ORIGINS, {feed.id})) for feed in site.feeds)
    began = time.process_time()
    for pair in itertools.combinations(graph.by_id, 2):
        lose(now, set(pair))
    pairs = time.process_time() - began
    print(json.dumps({"worst_ms": worst, "walk_ms": walk, "pairs_s": pairs, "nodes": len(graph.nodes)}))


if __name__ == "__main__":
    main()
