"""How urgent an incident is."""

from __future__ import annotations

from enum import StrEnum


class Priority(StrEnum):
    """Four levels: `top` is for lives alone. About 5/15/80 % for the three below [X, ISA-18.2, EEMUA 191]."""

    TOP = "top"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 is the most urgent."""
        return _RANKS[self]

    def above(self, other: Priority) -> bool:
        return self.rank < other.rank


_RANKS = {priority: rank for rank, priority in enumerate(Priority)}
