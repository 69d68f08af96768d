"""What is asked of badges."""

from __future__ import annotations

from libs.http import At, Body, Id
from services.access.credentials import Card, Facility
from services.access.domain.badge import Badge, BadgeState, badge_id


class NewBadge(Body):
    """A card lent to a person."""

    person: Id
    """Who carries it."""
    facility: Facility
    card: Card
    valid_from: At | None = None
    """From when on it opens; null: at once."""
    valid_until: At | None = None
    """Until when; null: without an end."""

    @property
    def id(self) -> str:
        return badge_id(self.facility, self.card)

    def badge(self) -> Badge:
        return Badge(self.id, self.facility, self.card, self.valid_from, self.valid_until)


class BadgeStateChange(Body):
    """What a badge is from now on."""

    state: BadgeState
