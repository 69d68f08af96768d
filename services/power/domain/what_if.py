"""What if a feed were lost: which racks would go dark, and which survivors would trip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from services.power.domain.racks import Rack


@dataclass(frozen=True, slots=True)
class Casualty:
    """A rack that would not survive. `single_feed`: no other feed is left; `overload`: the rest trips."""

    rack: str
    why: Literal["overload", "single_feed"]
    load_kw: Decimal
    limit_kw: Decimal


@dataclass(frozen=True, slots=True)
class Answer:
    """`load_unknown`: racks that would keep a feed, but of unknown load, so that nobody can promise it."""

    racks: tuple[Casualty, ...]
    load_unknown: tuple[str, ...]

    @property
    def survives(self) -> bool:
        return not self.racks


def lose(feed: str, racks: Iterable[Rack]) -> Answer:
    """The answer for one feed, as the site is now: a feed that is already lost carries nobody.

    The survivor takes the rack's whole load: A + B <= 0.8 x breaker. Source: domain.md, Power [R/D].
    """
    casualties: list[Casualty] = []
    unknown: list[str] = []
    for rack in racks:
        if not any(supply.feed == feed for supply in rack.supplies):
            continue
        survivors = [supply for supply in rack.supplies if supply.feed != feed and not supply.lost]
        limit = rack.limit_kw * len(survivors)
        if not survivors:
            casualties.append(Casualty(rack.id, "single_feed", rack.load_kw, limit))
        elif rack.load_kw > limit:
            casualties.append(Casualty(rack.id, "overload", rack.load_kw, limit))
        elif not rack.load_is_known:
            unknown.append(rack.id)
    return Answer(tuple(casualties), tuple(unknown))
