"""How load flows: from the racks up through what feeds them, as it is now and after nodes were lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from decimal import Decimal

from libs.events import Value, replace
from services.power.domain.bundles import ZERO, Bundle, bundled
from services.power.domain.energised import State, energised
from services.power.domain.graph import Graph
from services.power.domain.nodes import ORIGINS, SWITCHES, Node
from services.power.domain.phases import Phases
from services.power.domain.racks import Rack

Draws = Mapping[str, Decimal]
"""What nodes that are no racks use themselves, such as cooling (kW)."""

Sums = dict[str, list[Decimal]]
"""By node: kW on phases 1, 2, 3, and on all alike."""


class Present(Value):
    """The site as it is now, indexed so that a loss costs what it touches and not the site.

    `inner`: the nodes that are no racks, each after its inputs; `dead`: those without power; `limits`: what each
    phase of a node may carry; `direct`: what racks and the node itself draw there; `beneath`: the inner nodes that
    each may feed, itself among them.
    """

    graph: Graph
    origins: Mapping[str, State]
    racks: Mapping[str, Rack]
    bundles: tuple[Bundle, ...]
    draws: Draws
    inner: Mapping[str, Node]
    dead: frozenset[str]
    limits: Mapping[str, Decimal]
    direct: Sums
    beneath: Mapping[str, frozenset[str]]

    @classmethod
    def of(
        cls,
        graph: Graph,
        origins: Mapping[str, State],
        racks: Iterable[Rack],
        draws: Draws,
        out: Set[str] = frozenset(),
    ) -> Present:
        """`out`: nodes that are taken out beforehand."""
        states = energised(graph, origins, out)
        inner = {node.id: node for node in graph.nodes if node.kind != "rack"}
        known = {rack.id: rack for rack in racks}
        bundles = bundled(known.values())
        direct: Sums = {id: [ZERO, ZERO, ZERO, draws.get(id, ZERO)] for id in inner}
        for bundle in bundles:
            for node, kw in zip(bundle.nodes, bundle.draws, strict=True):
                direct[node][bundle.column] += kw
        return cls(
            graph,
            origins,
            known,
            bundles,
            draws,
            inner,
            frozenset(id for id in inner if states[id] == "dead"),
            {id: node.limit_kw for id, node in inner.items() if node.limit_kw is not None},
            direct,
            {id: frozenset(inner.keys() & graph.below((id,))) for id in inner},
        )

    def feeds(self, node: str, rack: Rack) -> bool:
        """Whether the rack may draw through that node."""
        return any(supply.node in self.beneath[node] for supply in rack.supplies)

    def dead_without(self, out: Set[str]) -> set[str]:
        """What is dead once these are out as well; what is unknown is taken to be live."""
        dead = set(self.dead | out)
        for id, node in self.inner.items():
            if id not in dead and node.kind not in ORIGINS and dead.issuperset(node.inputs):
                dead.add(id)
        return dead

    def hit(self, out: Set[str], dead: Set[str]) -> list[Bundle]:
        """The bundles of which a supply is dead beneath what is out."""
        cut = frozenset[str]().union(*(self.beneath[id] for id in out if id in self.beneath)) & dead
        return [bundle for bundle in self.bundles if not cut.isdisjoint(bundle.nodes)]

    def flow(self, dead: Set[str], hit: Iterable[Bundle] = (), lost: Iterable[Rack] = ()) -> dict[str, Phases]:
        """What every node carries, once what was hit draws from its live supplies alone, from each alike.

        `lost`: racks that draw nothing any more.
        """
        sums: Sums = {id: row.copy() for id, row in self.direct.items()}
        for rack in lost:
            for supply in rack.supplies:
                sums[supply.node][rack.phase - 1 if rack.phase else 3] -= supply.load_kw or ZERO
        for bundle in hit:
            _move(sums, bundle, dead, lost)
        for id in reversed(list(self.inner)):
            _hand_up(sums, self.inner[id], dead)
        return {id: Phases(*row) for id, row in sums.items()}

    def without(self, out: Set[str]) -> Present:
        """The site with these nodes taken out, as for a planned work."""
        dead = self.dead_without(out)
        hit = {rack.id for bundle in self.hit(out, dead) for rack in bundle.racks} | out
        moved = [_moved(rack, dead | out) if rack.id in hit else rack for rack in self.racks.values()]
        return Present.of(self.graph, self.origins, moved, self.draws, self.dead | out)


def _moved(rack: Rack, dead: Set[str]) -> Rack:
    left = 0 if rack.id in dead else sum(supply.node not in dead for supply in rack.supplies)
    share = rack.load_kw / left if left else None
    supplies = (
        replace(one, load_kw=share) if left and one.node not in dead else replace(one, lost=True, load_kw=None)
        for one in rack.supplies
    )
    return replace(rack, supplies=tuple(supplies))


def _move(sums: Sums, bundle: Bundle, dead: Set[str], lost: Iterable[Rack]) -> None:
    load, draws = bundle.load_kw, list(bundle.draws)
    for rack in lost:
        if rack in bundle.racks:
            load -= rack.load_kw
            draws = [kw - (one.load_kw or ZERO) for kw, one in zip(draws, rack.supplies, strict=True)]
    left = bundle.left(dead)
    share = load / left if left > 1 else load
    for node, kw in zip(bundle.nodes, draws, strict=True):
        sums[node][bundle.column] += (share if node not in dead else ZERO) - kw


def _hand_up(sums: Sums, node: Node, dead: Set[str]) -> None:
    """What a node carries comes from its live inputs: from the first of a switch's, else from each alike."""
    inputs = [input for input in node.inputs if input not in dead]
    if node.kind in SWITCHES:
        inputs = inputs[:1]
    row, parts = sums[node.id], len(inputs)
    for input in inputs:
        above = sums[input]
        for column in range(4):
            if row[column]:
                above[column] += row[column] if parts == 1 else row[column] / parts
