"""Whether the racks of a distribution unit and its own meter add up, hour by hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from libs.events import Event, Outcome, Value, field, replace
from services.power.domain.hours import MeterHour
from services.power.domain.nodes import Node
from services.power.events import MetersAgree, MetersDisagree

TOLERANCE_PERCENT = 3
"""Of what the unit metered: its own losses and two meters of class 1 [K]."""

SLACK_KWH = Decimal("0.1")
"""So little is never told: near nothing a percentage says nothing [K]."""

HOURS_KEPT = 48
"""Of the hours in disagreement, the newest."""


class NodeHour(Value):
    """One hour of a metered node: what its own meter closed, and each of its racks' (kWh). id: `<node>:<hour>`."""

    id: str
    node: str
    start: datetime
    until: datetime
    node_kwh: Decimal | None = None
    racks: Mapping[str, Decimal] = field(default_factory=dict)

    def knows(self, hour: MeterHour, at: str) -> NodeHour:
        """With an hour that a meter closed, or corrected; `at`: the source of the node's own meter."""
        if hour.source == at:
            return replace(self, node_kwh=hour.kwh)
        return replace(self, racks={**self.racks, hour.source: hour.kwh})

    @property
    def racks_kwh(self) -> Decimal:
        return sum(self.racks.values(), Decimal(0))

    def adds_up(self) -> bool:
        """Within the tolerance."""
        node = self.node_kwh or Decimal(0)
        return abs(node - self.racks_kwh) <= max(SLACK_KWH, node * TOLERANCE_PERCENT / 100)


def node_hour_id(node: str, start: datetime) -> str:
    return f"{node}:{start:%Y-%m-%dT%HZ}"


def judged(node: Node, hour: NodeHour) -> Outcome[Node]:
    """Once every meter has closed the hour: it is told where they do not add up, and where they do again.

    Each hour that does not is told once; an older hour says nothing of how it is now, unless it is the one corrected.
    """
    if hour.node_kwh is None or len(hour.racks) < node.meters:
        return node, ()
    if hour.adds_up():
        return _agrees(node, hour) if node.disagrees else (node, ())
    if hour.start in node.disagrees:
        return node, ()
    told = MetersDisagree(
        time=hour.until,
        node=node.id,
        from_=hour.start,
        until=hour.until,
        node_kwh=hour.node_kwh,
        racks_kwh=hour.racks_kwh,
        tolerance_percent=TOLERANCE_PERCENT,
    )
    return replace(node, disagrees=tuple(sorted({*node.disagrees, hour.start}))[-HOURS_KEPT:]), (told,)


def _agrees(node: Node, hour: NodeHour) -> Outcome[Node]:
    """A newer hour that adds up ends it; of an older one only itself is corrected."""
    newer = hour.start > node.disagrees[-1]
    left = () if newer else tuple(start for start in node.disagrees if start != hour.start)
    agreeing = replace(node, disagrees=left)
    if left:
        return agreeing, ()
    return agreeing, _told(node, hour)


def _told(node: Node, hour: NodeHour) -> tuple[Event, ...]:
    return (
        MetersAgree(
            time=hour.until,
            node=node.id,
            from_=hour.start,
            until=hour.until,
            node_kwh=hour.node_kwh or Decimal(0),
            racks_kwh=hour.racks_kwh,
        ),
    )
