"""What power reaches as the site is now: the graph put together, and what a change of it means to the racks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from libs.events import Outcome
from services.power.domain.energised import State, energised, fed_by
from services.power.domain.failover import SITE, Failover
from services.power.domain.feeds import Feed
from services.power.domain.generator import Generator
from services.power.domain.generator_states import CARRIES
from services.power.domain.graph import Graph
from services.power.domain.load_flow import Present
from services.power.domain.nodes import Node
from services.power.domain.racks import Rack
from services.power.store import PowerUnit


def graph_of(unit: PowerUnit) -> Graph:
    """The site's graph, racks included."""
    return Graph.of(
        [
            *(Node(feed.id, "utility", source=feed.incomer) for feed in unit.feeds.where()),
            *(_generator_node(generator) for generator in unit.generators.where()),
            *unit.nodes.where(),
            *(rack.node() for rack in unit.racks.where()),
        ]
    )


def origins(unit: PowerUnit, generator: bool | None = None) -> Mapping[str, State]:
    """Where energy comes from now; `generator`: taken to be at the load or not, whatever is known of it.

    A feed that was announced as lost stays so while its incomer is silent.
    """
    feeds: dict[str, State] = {feed.id: _of_feed(feed) for feed in unit.feeds.where()}
    return feeds | {one.id: _of_generator(one, generator) for one in unit.generators.where()}


def present(unit: PowerUnit, generator: bool | None = None) -> Present:
    """The site as it is now."""
    failover = unit.failover.get(SITE) or Failover()
    draws = {id: draw.kw for id, draw in failover.draws.items()}
    return Present.of(graph_of(unit), origins(unit, generator), unit.racks.where(), draws)


def settle(unit: PowerUnit, at: datetime) -> None:
    """After a feed or a node was lost or came back: which racks no utility reaches any more, by which feed.

    A generator does not count: it makes nothing redundant.
    """
    graph = graph_of(unit)
    states = energised(graph, origins(unit, generator=False))
    lost = {id for id, state in states.items() if state == "dead"}
    for rack in unit.racks.where():
        _keep(rack, rack.reached(lost, at), at, unit)
    settle_batteries(graph, at, unit)


def settle_batteries(graph: Graph, at: datetime, unit: PowerUnit) -> None:
    """Which UPSs no power reaches any more, of a generator either: they live on their batteries."""
    states = energised(graph, origins(unit))
    for ups in unit.upses.where():
        inputs = [states[input] for input in graph.by_id[ups.id].inputs]
        unit.save(ups.reached(fed_by(inputs), at))


def drawn(rack: Rack, source: str, kw: Decimal | None, at: datetime, unit: PowerUnit) -> None:
    """A meter of a rack says what it draws; None: it is silent."""
    _keep(rack, rack.draws(source, kw, at), at, unit)


def used(node: str, kw: Decimal, at: datetime, unit: PowerUnit) -> None:
    """A node that is no rack says what it uses itself."""
    failover = unit.failover.need(SITE)
    if node in failover.draws:
        _weigh(failover.drawn(node, kw), at, unit)


def strain(rack: Rack, node: str, strained: bool, at: datetime, unit: PowerUnit) -> None:
    """Tells a rack that a node above it could not carry it alone, or could again."""
    if (node in rack.strained) != strained:
        unit.save(rack.strain(node, strained, at))


def _keep(before: Rack, outcome: Outcome[Rack], at: datetime, unit: PowerUnit) -> None:
    rack, _ = outcome
    if rack == before:
        return
    unit.save(outcome)
    failover = unit.failover.get(SITE)
    if failover is not None:
        _weigh(failover.moved(rack.above, before.on_phases(), rack.on_phases()), at, unit)


def _weigh(outcome: tuple[Failover, tuple[str, ...]], at: datetime, unit: PowerUnit) -> None:
    """What breakers would carry changed; those that turned strained tell the racks beneath them."""
    failover, turned = outcome
    unit.put(failover)
    for id in turned:
        for rack in unit.racks.where():
            if id in rack.above:
                strain(rack, id, failover.nodes[id].strained, at, unit)


def _of_feed(feed: Feed) -> State:
    if feed.lost_at is not None or feed.state == "lost":
        return "dead"
    return "live" if feed.state == "live" else "unknown"


def _of_generator(generator: Generator, taken: bool | None) -> State:
    at_the_load = generator.state in CARRIES if taken is None else taken
    return "live" if at_the_load else "dead"


def _generator_node(generator: Generator) -> Node:
    return Node(generator.id, "generator", limit_kw=generator.nameplate_kw / 3, source=generator.source)
