"""What breakers have left, and what of it is stranded: there, but out of reach. Per phase, as the survivor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from libs.events import Value
from services.power.domain.load_flow import Present
from services.power.domain.nodes import Node
from services.power.domain.phases import Phases

Free = tuple[Decimal, Decimal, Decimal]
"""kW left on phases 1, 2, 3."""


class NodeCapacity(Value):
    """`failover`: what it would carry as the survivor. `free_kw`, `stranded_kw`: None without a breaker.

    Stranded is what is free here on a phase and could not be used: more than the racks beneath have free there, or
    than what feeds it could give.
    """

    node: Node
    load: Phases
    failover: Phases
    free_kw: Decimal | None
    stranded_kw: Decimal | None


def capacity(present: Present) -> list[NodeCapacity]:
    """Every node but the racks, each after what feeds it."""
    load, survivor = present.flow(present.dead), _survivors(present)
    free = {id: _free(node, survivor[id]) for id, node in present.inner.items()}
    given = _given(present, free)
    taken = _taken(present, free)
    found = []
    for id, node in present.inner.items():
        own, stranded = free[id], None
        if own is not None:
            usable = [_least(*three) or Decimal(0) for three in zip(own, given[id], taken[id], strict=True)]
            stranded = sum(own, Decimal(0)) - sum(usable)
        found.append(
            NodeCapacity(node, load[id], survivor[id], None if own is None else sum(own, Decimal(0)), stranded)
        )
    return found


def _survivors(present: Present) -> dict[str, Phases]:
    """All racks beneath a node with their whole load, and what it uses itself."""
    sums = {id: Phases.of(present.draws.get(id, Decimal(0)), 0) for id in present.inner}
    for rack in present.racks.values():
        for id in present.graph.above((rack.id,)) - {rack.id}:
            sums[id] = sums[id].plus(rack.on_phases())
    for id, kw in present.draws.items():
        for above in present.graph.above((id,)) - {id}:
            sums[above] = sums[above].plus(Phases.of(kw, 0))
    return sums


def _free(node: Node, carried: Phases) -> Free | None:
    limit = node.limit_kw
    if limit is None:
        return None
    one, two, three = (max(limit - phase.kw, Decimal(0)) for phase in carried.each)
    return one, two, three


def _given(present: Present, free: Mapping[str, Free | None]) -> dict[str, list[Decimal | None]]:
    """What those above could give more on each phase: of several the best, along the way the least."""
    given: dict[str, list[Decimal | None]] = {}
    for id, node in present.inner.items():
        ways = [[_least(a, b) for a, b in zip(given[i], free[i] or (None,) * 3, strict=True)] for i in node.inputs]
        given[id] = [_best([way[phase] for way in ways]) for phase in range(3)]
    return given


def _taken(present: Present, free: Mapping[str, Free | None]) -> dict[str, list[Decimal | None]]:
    """What those beneath could take more on each phase; a node with nothing beneath it takes what comes."""
    taken: dict[str, list[Decimal | None]] = {}
    for id in reversed(list(present.inner)):
        beneath = [_one_takes(present, one, taken, free) for one in present.graph.fed[id]]
        taken[id] = [None] * 3 if not beneath else [_all_of([one[phase] for one in beneath]) for phase in range(3)]
    return taken


def _one_takes(
    present: Present, id: str, taken: Mapping[str, Sequence[Decimal | None]], free: Mapping[str, Free | None]
) -> list[Decimal | None]:
    if id not in present.racks:
        return [_least(a, b) for a, b in zip(taken[id], free[id] or (None,) * 3, strict=True)]
    rack = present.racks[id]
    left = max(rack.limit_kw - rack.load_kw, Decimal(0))
    if rack.phase == 0:
        return [left / 3] * 3
    return [left if phase == rack.phase else Decimal(0) for phase in (1, 2, 3)]


def _least(*amounts: Decimal | None) -> Decimal | None:
    """None: without a limit."""
    return min((kw for kw in amounts if kw is not None), default=None)


def _best(amounts: Sequence[Decimal | None]) -> Decimal | None:
    return None if not amounts or None in amounts else max(kw for kw in amounts if kw is not None)


def _all_of(amounts: Sequence[Decimal | None]) -> Decimal | None:
    return None if None in amounts else sum((kw for kw in amounts if kw is not None), Decimal(0))
