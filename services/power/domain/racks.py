"""Racks: what each draws from its feeds, and whether it would survive the loss of one. The 2N rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

from libs.events import Outcome
from services.power.domain.readings import to_milli
from services.power.events import RedundancyLost, RedundancyRestored

Why = Literal["feed_lost", "overload"]

CARRIES = Decimal("0.8")
"""Of its breaker, what a feed may carry for long: A + B <= 0.8 x breaker. Source: domain.md, Power [R/D]."""

RESTORED_BELOW = Decimal("0.95")
"""Of the limit: so far must a load fall after an overload, that it does not chatter [K]."""


@dataclass(frozen=True, slots=True)
class Supply:
    """One feed of a rack, metered by a source. `load_kw` None: unknown; `lost`: announced as lost."""

    feed: str
    source: str
    load_kw: Decimal | None = None
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Rack:
    """One of the 240 racks. `breaker_kw`: what each feed's breaker is rated for, all phases together.

    `weakness`: why its redundancy is announced as lost; None while it is redundant.
    """

    id: str
    row: str
    breaker_kw: Decimal
    supplies: tuple[Supply, ...]
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

    def draws(self, source: str, load_kw: Decimal | None, at: datetime) -> Outcome[Rack]:
        """What one of its meters reads now; None: the meter is silent."""
        supplies = (replace(s, load_kw=load_kw) if s.source == source else s for s in self.supplies)
        return _judged(replace(self, supplies=tuple(supplies)), at)

    def feed_lost(self, feed: str, at: datetime) -> Outcome[Rack]:
        """One of its feeds is lost, and carries nothing."""
        supplies = (replace(s, lost=True, load_kw=None) if s.feed == feed else s for s in self.supplies)
        return _judged(replace(self, supplies=tuple(supplies)), at)

    def feed_restored(self, feed: str, at: datetime) -> Outcome[Rack]:
        """One of its feeds is live again."""
        supplies = (replace(s, lost=False) if s.feed == feed else s for s in self.supplies)
        return _judged(replace(self, supplies=tuple(supplies)), at)


def _judged(rack: Rack, at: datetime) -> Outcome[Rack]:
    """Announces that the redundancy is lost or back; a rack of a single feed never had any."""
    if len(rack.supplies) < 2:
        return rack, ()
    before, weakness = rack.weakness, _weakness(rack)
    rack = replace(rack, weakness=weakness)
    load, limit = to_milli(rack.load_kw), to_milli(rack.limit_kw)
    if before is None and weakness is not None:
        return rack, (RedundancyLost(time=at, rack=rack.id, why=weakness, load_kw=load, limit_kw=limit),)
    if before is not None and weakness is None:
        return rack, (RedundancyRestored(time=at, rack=rack.id, load_kw=load, limit_kw=limit),)
    return rack, ()


def _weakness(rack: Rack) -> Why | None:
    if any(supply.lost for supply in rack.supplies):
        return "feed_lost"
    if rack.load_kw > rack.limit_kw:
        return "overload"
    recovering = not rack.load_is_known or rack.load_kw > RESTORED_BELOW * rack.limit_kw
    return "overload" if rack.weakness == "overload" and recovering else None
