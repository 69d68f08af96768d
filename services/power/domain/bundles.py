"""Bundles: racks that hang at the same nodes and on the same phase share a fate, but for their own breakers."""

from __future__ import annotations

from collections.abc import Iterable, Set
from decimal import Decimal

from libs.events import Value
from services.power.domain.racks import Rack

ZERO = Decimal(0)


class Verdict(Value):
    """With so many live supplies left: the racks that these do not carry, those that they do, and of these the ones
    of unknown load."""

    overloaded: tuple[Rack, ...]
    carried: tuple[str, ...]
    unknown: tuple[str, ...]


class Bundle(Value):
    """`nodes`: at which its racks hang, and `draws`: what they draw there now (kW); `column`: their phase less 1, or 3.

    `verdicts`: by the number of live supplies that are left.
    """

    nodes: tuple[str, ...]
    column: int
    racks: tuple[Rack, ...]
    draws: tuple[Decimal, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def load_kw(self) -> Decimal:
        return sum(self.draws, ZERO)

    def left(self, dead: Set[str]) -> int:
        """How many of its supplies are live."""
        return sum(node not in dead for node in self.nodes)


def bundled(racks: Iterable[Rack]) -> tuple[Bundle, ...]:
    """All racks, in as few bundles as there are."""
    together: dict[tuple[tuple[str, ...], int], list[Rack]] = {}
    for rack in racks:
        nodes = tuple(supply.node for supply in rack.supplies)
        together.setdefault((nodes, rack.phase - 1 if rack.phase else 3), []).append(rack)
    return tuple(_bundle(nodes, column, tuple(found)) for (nodes, column), found in together.items())


def _bundle(nodes: tuple[str, ...], column: int, racks: tuple[Rack, ...]) -> Bundle:
    draws = (sum((rack.supplies[n].load_kw or ZERO for rack in racks), ZERO) for n in range(len(nodes)))
    verdicts = tuple(_verdict(racks, left) for left in range(len(nodes) + 1))
    return Bundle(nodes, column, racks, tuple(draws), verdicts)


def _verdict(racks: tuple[Rack, ...], left: int) -> Verdict:
    overloaded = tuple(rack for rack in racks if not left or rack.load_kw > rack.limit_kw * left)
    carried = [rack for rack in racks if rack not in overloaded]
    return Verdict(
        overloaded,
        tuple(rack.id for rack in carried),
        tuple(rack.id for rack in carried if not rack.load_is_known),
    )
