"""Racks: what each draws from its feeds, and whether it would survive the loss of one. The 2N rule."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime
from decimal import Decimal
from typing import Literal

from libs.events import Outcome, Value, replace
from services.power.domain.nodes import CARRIES, Node
from services.power.domain.phases import Phases
from services.power.domain.readings import to_milli
from services.power.events import RackRegistered, RedundancyLost, RedundancyRestored

Why = Literal["feed_lost", "overload"]

RESTORED_BELOW = Decimal("0.95")
"""Of the limit: so far must a load fall after an overload, that it does not chatter [K]."""


class Supply(Value):
    """One feed of a rack, metered by a source; it comes from a `node` of the graph.

    `load_kw` None: unknown; `lost`: no utility reaches it any more.
    """

    feed: str
    source: str
    node: str
    load_kw: Decimal | None = None
    lost: bool = False


class Rack(Value):
    """One of the 240 racks. `breaker_kw`: what each feed's breaker is rated for, all phases together; `zone`: where it
    stands, None where the site file does not say.

    `phase`: on which one it hangs, 0: on all three alike. `above`: the nodes with a breaker that it draws through;
    `strained`: those of them that could not carry their racks alone; `overloaded`: its own breaker could not carry it,
    until its load, known, is well below. `weakness`: why its redundancy is announced as
    lost; None while it is redundant.
    """

    id: str
    row: str
    breaker_kw: Decimal
    supplies: tuple[Supply, ...]
    phase: int = 0
    above: tuple[str, ...] = ()
    strained: tuple[str, ...] = ()
    overloaded: bool = False
    zone: str | None = None
    weakness: Why | None = None

    @property
    def limit_kw(self) -> Decimal:
        """What one feed may carry alone."""
        return CARRIES * self.breaker_kw

    @property
    def load_kw(self) -> Decimal:
        """The sum of the loads that are known."""
        return sum((supply.load_kw for supply in self.supplies if supply.load_kw is not None), Decimal(0))

    @property
    def load_is_known(self) -> bool:
        """Whether every one of its meters is heard; a lost feed carries nothing."""
        return all(supply.lost or supply.load_kw is not None for supply in self.supplies)

    @property
    def is_redundant(self) -> bool:
        """Whether it has two feeds or more, and would survive the loss of one."""
        return len(self.supplies) > 1 and self.weakness is None

    def registered(self, at: datetime) -> Outcome[Rack]:
        """Told to the others: where it stands, and what meters it."""
        sources = tuple(supply.source for supply in self.supplies)
        return self, (RackRegistered(time=at, rack=self.id, row=self.row, zone=self.zone, sources=sources),)

    def draws(self, source: str, load_kw: Decimal | None, at: datetime) -> Outcome[Rack]:
        """What one of its meters reads now; None: the meter is silent."""
        supplies = (replace(s, load_kw=load_kw) if s.source == source else s for s in self.supplies)
        return _judged(replace(self, supplies=tuple(supplies)), at)

    def reached(self, lost: Set[str], at: datetime) -> Outcome[Rack]:
        """No utility reaches the nodes `lost` any more, and it reaches all others; what is lost carries nothing."""
        supplies = tuple(
            replace(one, lost=True, load_kw=None) if one.node in lost and not one.lost
            else replace(one, lost=one.node in lost)
            for one in self.supplies
        )  # fmt: skip
        return _judged(replace(self, supplies=supplies), at)

    def strain(self, node: str, strained: bool, at: datetime) -> Outcome[Rack]:
        """A node above it could not carry its racks alone any more, or could again."""
        others = {one for one in self.strained if one != node}
        return _judged(replace(self, strained=tuple(sorted(others | {node} if strained else others))), at)

    def node(self) -> Node:
        """Itself in the graph."""
        return Node(self.id, "rack", tuple(supply.node for supply in self.supplies), phase=self.phase)

    def on_phases(self) -> Phases:
        """What it draws, on the phase on which it hangs."""
        return Phases.of(self.load_kw, self.phase)


def _judged(rack: Rack, at: datetime) -> Outcome[Rack]:
    """Announces that the redundancy is lost or back; a rack of a single feed never had any."""
    if len(rack.supplies) < 2:
        return rack, ()
    before, rack = rack.weakness, replace(rack, overloaded=_overloaded(rack))
    weakness = _weakness(rack)
    rack = replace(rack, weakness=weakness)
    load, limit = to_milli(rack.load_kw), to_milli(rack.limit_kw)
    if before is None and weakness is not None:
        node = rack.strained[0] if weakness == "overload" and not rack.overloaded else None
        lost = RedundancyLost(time=at, rack=rack.id, why=weakness, load_kw=load, limit_kw=limit, node=node)
        return rack, (lost,)
    if before is not None and weakness is None:
        return rack, (RedundancyRestored(time=at, rack=rack.id, load_kw=load, limit_kw=limit),)
    return rack, ()


def _overloaded(rack: Rack) -> bool:
    if rack.load_kw > rack.limit_kw:
        return True
    return rack.overloaded and (not rack.load_is_known or rack.load_kw > RESTORED_BELOW * rack.limit_kw)


def _weakness(rack: Rack) -> Why | None:
    if any(supply.lost for supply in rack.supplies):
        return "feed_lost"
    return "overload" if rack.overloaded or rack.strained else None
