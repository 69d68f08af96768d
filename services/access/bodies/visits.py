"""What is asked of visits."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from libs.http import At, Body, Id
from services.access.bodies.words import Words
from services.access.credentials import Card, Facility
from services.access.domain.badge import Badge, badge_id
from services.access.domain.visit import Escort, Visit


class LentBadge(Body):
    """A card lent for a visit, and given back with its end."""

    facility: Facility
    card: Card


class NewVisit(Body):
    """Somebody comes for some hours."""

    person: Id
    sponsor: Id
    """The person who answers for it."""
    purpose: Words
    zones: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Where they may go."""
    starts: At = Field(alias="from")
    """When it begins."""
    until: At
    """When it ends at the latest."""
    escort: Escort
    tenant: Id | None = None
    """Who is billed, if anybody."""
    badge: LentBadge | None = None
    """The card that the visitor carries, if they have none."""

    def visit(self, id: str) -> Visit:
        return Visit(
            id, self.person, self.sponsor, self.purpose, self.zones, self.starts, self.until,
            self.escort, self.tenant,
        )  # fmt: skip

    def lent(self) -> Badge | None:
        """The badge that is lent for it."""
        if self.badge is None:
            return None
        facility, card = self.badge.facility, self.badge.card
        return Badge(badge_id(facility, card), facility, card, valid_until=self.until)
