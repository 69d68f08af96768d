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


def origins(unit: PowerUnit) -> dict[str, State]:
    """Where energy comes from now, as far as that is known.

    A feed that was announced as lost stays so while its incomer is silent.
    """
    feeds: dict[str, State] = {feed.id: _of_feed(feed) for feed in unit.feeds.where()}
    return feeds | {one.id: of_generator(one) for one in unit.generators.where()}


def present(unit: PowerUnit, generator: bool | None = None) -> Present:
    """The site as it is now; `generator`: taken to be at the load or not. One of which nothing is known is not."""
    failover = unit.failover.get(SITE) or Failover()
    draws = {id: draw.kw for id, draw in failover.draws.items()}
    return Present.of(graph_of(unit), _taken(origins(unit), generator, unit), unit.racks.where(), draws)


def settle(unit: PowerUnit, at: datetime) -> None:
    """After a feed or a node was lost or came back: which racks no utility reaches any more, by which feed.

    A generator does not count: it makes nothing redundant.
    """
    graph = graph_of(unit)
    states = energised(graph, _taken(origins(unit), False, unit))
    lost = {id for id, state in states.items() if state == "dead"}
    for id in [rack.id for rack in unit.racks.where()]:
        rack = unit.racks.need(id)  # what another one's load has changed of it included
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


def of_generator(generator: Generator) -> State:
    """Whether energy comes from it now."""
    if generator.state == "unknown":
        return "unknown"
    return "live" if generator.state in CARRIES else "dead"


def _taken(known: Mapping[str, State], at_the_load: bool | None, unit: PowerUnit) -> dict[str, State]:
    """With generators at the load or not; None: only those that are known to be."""
    taken = dict(known)
    for one in unit.generators.where():
        carries = known[one.id] == "live" if at_the_load is None else at_the_load
        taken[one.id] = "live" if carries else "dead"
    return taken


def _generator_node(generator: Generator) -> Node:
    return Node(generator.id, "generator", limit_kw=generator.nameplate_kw / 3, source=generator.source)
