"""The tank while the generator runs: what it really burns, from its level an hour or two ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from libs.events import Value, replace

MEASURED_OVER = timedelta(hours=1)
"""Shorter, a level says little of the burn [K]."""

PLAUSIBLE = Decimal("0.5"), Decimal(2)
"""Of what the curve says: outside, it is no burn but a refill, a leak or a broken gauge [K]."""


class Level(Value):
    at: datetime
    litres: Decimal


class Burned(Value):
    """Levels since the generator runs: the `oldest` at most two hours ago, the next to become it, and the `newest`."""

    oldest: Level
    next: Level | None = None
    newest: Level | None = None

    def reads(self, at: datetime, litres: Decimal) -> Burned:
        """After a reading of the tank; one that is higher than the last is a refill, and begins anew."""
        level = Level(at, litres)
        if litres > (self.newest or self.oldest).litres:
            return Burned(level)
        seen = replace(self, newest=level)
        if at - self.oldest.at < MEASURED_OVER:
            return seen
        if self.next is None:
            return replace(seen, next=level)
        if at - self.next.at >= MEASURED_OVER:
            return Burned(self.next, level, level)
        return seen

    def litres_per_hour(self, by_curve: Decimal) -> Decimal | None:
        """What it burns; None while that is not measured, or not plausible."""
        if self.newest is None or self.newest.at - self.oldest.at < MEASURED_OVER:
            return None
        hours = Decimal((self.newest.at - self.oldest.at) // timedelta(milliseconds=1)) / 3_600_000
        burned = (self.oldest.litres - self.newest.litres) / hours
        low, high = PLAUSIBLE
        return burned if low * by_curve <= burned <= high * by_curve else None
