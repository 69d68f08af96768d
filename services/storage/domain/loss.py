"""What it means to lose nodes of a pool, or the whole of it."""

from __future__ import annotations

from enum import StrEnum

from libs.events import Refused, Value
from services.storage.domain.fill import Fill
from services.storage.domain.pool import Pool


class Data(StrEnum):
    """What becomes of the data: `safe`: all parts can be made again; `degraded`: there, but not all of its parts;
    `lost`: some of it cannot be read any more."""

    SAFE = "safe"
    DEGRADED = "degraded"
    LOST = "lost"


class Loss(Value):
    """`usable_bytes`, `used_ratio`, `state`: of the pool on the nodes that are left, once its parts are made again."""

    data: Data
    why: str
    usable_bytes: int
    used_ratio: float | None
    state: Fill


def loss_of(pool: Pool, nodes: int | None) -> Loss:
    """The pool without so many of its nodes; None: without all of it. Raises `Refused` (invalid).

    Each of an object's k + m parts lies on a node of its own; any k of them are enough to read it.
    """
    if nodes is None:
        return Loss(Data.LOST, f"the whole of {pool.id} is gone", 0, None, Fill.UNKNOWN)
    plan = pool.plan
    if plan.nodes is None:
        raise Refused("invalid", f"the site file does not say how many nodes {pool.id} has", "/query/nodes")
    if nodes > plan.nodes:
        raise Refused("invalid", f"{pool.id} has {plan.nodes} nodes", "/query/nodes")
    left, parts = plan.nodes - nodes, plan.k + plan.m
    usable = (pool.usable_bytes or 0) * left // plan.nodes
    used = pool.used_bytes
    ratio = used / usable if used is not None and usable else None
    state = plan.thresholds.next(Fill.UNKNOWN, used, usable) if used is not None and usable else Fill.UNKNOWN
    data, why = _data(pool, nodes, left, parts, state)
    return Loss(data, why, usable, ratio, state)


def _data(pool: Pool, nodes: int, left: int, parts: int, state: Fill) -> tuple[Data, str]:
    if nodes > pool.plan.m:
        return Data.LOST, f"{pool.plan.m} of an object's {parts} parts may be lost at once, not {nodes}"
    if left < parts:
        return Data.DEGRADED, f"an object's {parts} parts need as many nodes, and {left} are left"
    if state is Fill.FULL:
        return Data.DEGRADED, "the nodes that are left would be full before all parts are made again"
    return Data.SAFE, "all parts are made again on the nodes that are left"
