"""Badges: tokens that stand for a person. They carry no right of their own (domain.md, Access)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from libs.events import Value, replace


class BadgeState(StrEnum):
    ACTIVE = "active"
    LOST = "lost"
    REVOKED = "revoked"


class Badge(Value):
    """A card of format H10301: `facility` 0-255, `card` 0-65535. Not valid any more at `valid_until`.

    Whoever holds it has it among their `badges`.
    """

    id: str
    facility: int
    card: int
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    state: BadgeState = BadgeState.ACTIVE

    def expired(self, at: datetime) -> bool:
        return self.valid_until is not None and at >= self.valid_until

    def not_yet_valid(self, at: datetime) -> bool:
        return self.valid_from is not None and at < self.valid_from

    def declared(self, state: BadgeState) -> Badge:
        """The badge in another state; a lost one that is found may be active again."""
        return replace(self, state=state)

    def given_back(self, at: datetime) -> Badge:
        return replace(self, valid_until=at)


def badge_id(facility: int, card: int) -> str:
    """`75-10001`: what a reader reads of the card."""
    return f"{facility}-{card}"
