"""How full a pool is, as a word: thresholds with hysteresis."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from libs.events import Value


class Fill(StrEnum):
    """A pool's state, in Ceph's words; `unknown` while nothing fresh is heard of it."""

    OK = "ok"
    NEARFULL = "nearfull"
    BACKFILLFULL = "backfillfull"
    FULL = "full"
    UNKNOWN = "unknown"


RISING = (Fill.OK, Fill.NEARFULL, Fill.BACKFILLFULL, Fill.FULL)
"""From room to none."""


class Thresholds(Value):
    """Shares of the usable bytes from which a state holds.

    A state is left only below its threshold less `hysteresis`, so that a pool at the edge does not flap.
    Source: Ceph's defaults, domain.md, Storage [R]; hysteresis [K].
    """

    nearfull: Decimal = Decimal("0.85")
    backfillfull: Decimal = Decimal("0.90")
    full: Decimal = Decimal("0.95")
    hysteresis: Decimal = Decimal("0.02")

    def next(self, state: Fill, used_bytes: int, usable_bytes: int) -> Fill:
        """The state after a sample."""
        risen = self._reached(used_bytes, usable_bytes, Decimal(0))
        if state is Fill.UNKNOWN:
            return risen
        held = self._reached(used_bytes, usable_bytes, self.hysteresis)
        return max(risen, min(state, held, key=RISING.index), key=RISING.index)

    def _reached(self, used_bytes: int, usable_bytes: int, slack: Decimal) -> Fill:
        thresholds = (Decimal(0), self.nearfull, self.backfillfull, self.full)
        reached = (used_bytes >= (threshold - slack) * usable_bytes for threshold in thresholds)
        return max((state for state, yes in zip(RISING, reached, strict=True) if yes), key=RISING.index)
