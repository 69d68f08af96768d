"""What each breaker above the racks would carry if it were the survivor, kept as loads change.

The survivor takes all: every rack that may draw through a breaker counts there with its whole load.
Source: domain.md, Power, 2N rule [R/D].
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from libs.events import Value, field, replace
from services.power.domain.phases import Phases
from services.power.domain.racks import RESTORED_BELOW, Rack

SITE = "site"


class Burden(Value):
    """What one node would carry, and what each of its phases may; `strained`: it is too much, and announced so."""

    limit_kw: Decimal
    load: Phases = field(default_factory=Phases)
    strained: bool = False

    def with_load(self, load: Phases) -> Burden:
        """Strained above the limit, until every phase is well below it."""
        limit = self.limit_kw * RESTORED_BELOW if self.strained else self.limit_kw
        return replace(self, load=load, strained=load.exceeds(limit))


class Draw(Value):
    """What a node that is no rack uses itself (kW, on all phases alike), such as cooling; `above`: as of a rack."""

    above: tuple[str, ...]
    kw: Decimal = Decimal(0)

    def on_phases(self) -> Phases:
        return Phases.of(self.kw, 0)


class Failover(Value):
    """Every node with a breaker, and every node that uses power itself."""

    nodes: Mapping[str, Burden] = field(default_factory=dict)
    draws: Mapping[str, Draw] = field(default_factory=dict)
    id: str = SITE

    def planned(
        self, limits: Mapping[str, Decimal], above: Mapping[str, tuple[str, ...]], racks: Iterable[Rack]
    ) -> Failover:
        """As the site file says it now; loads are added up anew, and what was announced stays so until it is well."""
        draws = {id: replace(self.draws.get(id, Draw(())), above=nodes) for id, nodes in above.items()}
        loads = dict.fromkeys(limits, Phases())
        users: list[Rack | Draw] = [*racks, *draws.values()]
        for user in users:
            for id in user.above:
                loads[id] = loads[id].plus(user.on_phases())
        known = {id: self.nodes.get(id, Burden(limit)) for id, limit in limits.items()}
        nodes = {id: replace(known[id], limit_kw=limit).with_load(loads[id]) for id, limit in limits.items()}
        return replace(self, nodes=nodes, draws=draws)

    def moved(self, above: Iterable[str], before: Phases, now: Phases) -> tuple[Failover, tuple[str, ...]]:
        """After one load beneath the nodes `above` changed: and which of them turned strained, or are so no more."""
        if before == now:
            return self, ()
        nodes = dict(self.nodes)
        turned: list[str] = []
        for id in above:
            known = nodes[id]
            nodes[id] = known.with_load(known.load.minus(before).plus(now))
            if nodes[id].strained != known.strained:
                turned.append(id)
        return replace(self, nodes=nodes), tuple(turned)

    def drawn(self, node: str, kw: Decimal) -> tuple[Failover, tuple[str, ...]]:
        """After a node that is no rack said what it uses."""
        known = self.draws[node]
        draw = replace(known, kw=kw)
        moved, turned = self.moved(known.above, known.on_phases(), draw.on_phases())
        return replace(moved, draws={**self.draws, node: draw}), turned
