"""What if nodes were lost: which racks would lose a feed, which would go dark, which breakers would trip.

The survivor takes all, per phase, at most 0.8 x its breaker. Source: domain.md, Power [R/D].
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from decimal import Decimal
from typing import Literal

from libs.events import Value
from services.power.domain.bundles import Bundle
from services.power.domain.load_flow import Present
from services.power.domain.phases import Phases
from services.power.domain.racks import Rack

DarkWhy = Literal["overload", "single_feed"]


class Casualty(Value):
    """A rack that would not survive. `single_feed`: no other feed is left; `overload`: a breaker of the rest trips.

    `node`: that breaker, where it is not the rack's own.
    """

    rack: str
    why: DarkWhy
    load_kw: Decimal
    limit_kw: Decimal
    node: str | None = None


class Tripped(Value):
    """A breaker above racks that would carry more than it may, on its highest phase."""

    node: str
    phase: int
    load_kw: Decimal
    limit_kw: Decimal


class Answer(Value):
    """`loses_feed`: racks that lose one and keep another; `load_unknown`: of these, those that nobody can promise.

    `breakers`: in the order in which they would trip. `without_power`: nodes that go dead besides the lost and racks.
    """

    racks: tuple[Casualty, ...]
    load_unknown: tuple[str, ...]
    loses_feed: tuple[str, ...] = ()
    breakers: tuple[Tripped, ...] = ()
    without_power: tuple[str, ...] = ()

    @property
    def survives(self) -> bool:
        return not self.racks


def lose(present: Present, lost: Set[str]) -> Answer:
    """The answer for a set of nodes, as the site is now. What is dead already carries nobody.

    A rack whose own breaker would trip still counts above it: nobody knows which breaker is the faster.
    """
    racks = [present.racks[id] for id in lost if id in present.racks]
    out = set(lost)
    tripped: dict[str, Tripped] = {}
    while True:
        dead = present.dead_without(out)
        hit = present.hit(out, dead)
        new = [one for one in _overloaded(present, present.flow(dead, hit, racks), dead) if one.node not in tripped]
        if not new:
            return _answer(present, lost, dead, hit, tripped)
        tripped |= {one.node: one for one in new}
        out |= tripped.keys()


def _overloaded(present: Present, flow: dict[str, Phases], dead: Set[str]) -> list[Tripped]:
    found: list[Tripped] = []
    for id, limit in present.limits.items():
        if id not in dead and flow[id].exceeds(limit):
            highest = flow[id].highest
            found.append(Tripped(id, highest.number, highest.kw, limit))
    return found


def _answer(
    present: Present, lost: Set[str], dead: Set[str], hit: Sequence[Bundle], tripped: dict[str, Tripped]
) -> Answer:
    casualties: list[Casualty] = []
    keeps: list[str] = []
    unknown: list[str] = []
    for bundle in hit:
        left = bundle.left(dead)
        verdict = bundle.verdicts[left]
        keeps += verdict.carried
        unknown += verdict.unknown
        casualties += (_casualty(present, rack, left, tripped) for rack in verdict.overloaded)
    without = tuple(id for id in present.inner if id in dead and id not in lost and id not in present.dead)
    return Answer(
        tuple(sorted((one for one in casualties if one.rack not in lost), key=lambda one: one.rack)),
        tuple(sorted(set(unknown) - lost)),
        tuple(sorted(set(keeps) - lost)),
        tuple(tripped.values()),
        without,
    )


def _casualty(present: Present, rack: Rack, left: int, tripped: Iterable[str]) -> Casualty:
    if left:
        return Casualty(rack.id, "overload", rack.load_kw, rack.limit_kw * left)
    breaker = next((node for node in tripped if present.feeds(node, rack)), None)
    return Casualty(rack.id, "overload" if breaker else "single_feed", rack.load_kw, rack.limit_kw * 0, breaker)
