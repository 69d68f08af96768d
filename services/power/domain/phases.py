"""Power on three phases: what hangs on one of them, and what draws on all alike."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from libs.events import Value

ZERO = Decimal(0)


class Phase(NamedTuple):
    """`number` 1 to 3, and what it carries (kW)."""

    number: int
    kw: Decimal


class Phases(Value):
    """kW of single-phase loads by phase, and of three-phase loads together: kept apart, sums stay exact."""

    l1: Decimal = ZERO
    l2: Decimal = ZERO
    l3: Decimal = ZERO
    alike: Decimal = ZERO

    @classmethod
    def of(cls, kw: Decimal, phase: int) -> Phases:
        """A load on one phase, or (0) on all three alike."""
        one, two, three, alike = (kw if phase == number else ZERO for number in (1, 2, 3, 0))
        return cls(one, two, three, alike)

    def plus(self, other: Phases) -> Phases:
        return Phases(self.l1 + other.l1, self.l2 + other.l2, self.l3 + other.l3, self.alike + other.alike)

    def minus(self, other: Phases) -> Phases:
        return Phases(self.l1 - other.l1, self.l2 - other.l2, self.l3 - other.l3, self.alike - other.alike)

    @property
    def kw(self) -> Decimal:
        return self.l1 + self.l2 + self.l3 + self.alike

    @property
    def each(self) -> tuple[Phase, Phase, Phase]:
        share = self.alike / 3
        return Phase(1, self.l1 + share), Phase(2, self.l2 + share), Phase(3, self.l3 + share)

    @property
    def highest(self) -> Phase:
        """The phase that carries most; of equal ones the first."""
        return max(self.each, key=lambda phase: phase.kw)

    def exceeds(self, limit_kw: Decimal) -> bool:
        """Whether any phase carries more than that, exactly."""
        return max(self.l1, self.l2, self.l3) * 3 + self.alike > limit_kw * 3

    @property
    def imbalance(self) -> Decimal | None:
        """By how much the highest phase is above the mean, as a ratio of the mean; None without any load."""
        return (self.highest.kw * 3 - self.kw) / self.kw if self.kw else None
