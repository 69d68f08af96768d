"""Nodes of the graph as the API shows them: power, phases, capacity."""

from __future__ import annotations

from libs.http import Amount, Answer
from services.power.answers.amounts import milli, ratio
from services.power.domain.capacity import NodeCapacity
from services.power.domain.energised import State
from services.power.domain.nodes import Kind
from services.power.domain.readings import to_milli


class PhaseView(Answer):
    """One of three phases of a node."""

    phase: int
    load_kw: Amount
    """What it carries now."""
    failover_kw: Amount
    """What it would carry as the survivor."""


class NodeView(Answer):
    """One node of the site's power."""

    node: str
    kind: Kind
    inputs: list[str]
    """What feeds it; a switch prefers the first."""
    state: State
    """Whether power reaches it."""
    load_kw: Amount
    """What is known of it."""
    limit_kw: Amount | None
    """What each phase may carry for long: 0.8 of the breaker; null: as much as comes."""
    phases: list[PhaseView]
    imbalance: float | None
    """By how much the highest phase is above the mean, as a ratio of it; null without load."""
    free_kw: Amount | None
    """What its own breaker has left as the survivor, all phases together; null without a breaker."""
    stranded_kw: Amount | None
    """Of that, what nothing beneath can take, or what feeds it cannot give."""


def node_view(one: NodeCapacity, state: State) -> NodeView:
    phases = [
        PhaseView(phase=now.number, load_kw=to_milli(now.kw), failover_kw=to_milli(then.kw))
        for now, then in zip(one.load.each, one.failover.each, strict=True)
    ]
    return NodeView(
        node=one.node.id,
        kind=one.node.kind,
        inputs=list(one.node.inputs),
        state=state,
        load_kw=to_milli(one.load.kw),
        limit_kw=milli(one.node.limit_kw),
        phases=phases,
        imbalance=ratio(one.load.imbalance),
        free_kw=milli(one.free_kw),
        stranded_kw=milli(one.stranded_kw),
    )
