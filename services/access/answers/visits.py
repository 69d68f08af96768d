"""Visits."""

from __future__ import annotations

from pydantic import Field

from libs.http import Answer, At
from services.access.domain.visit import Escort, Visit, VisitState


class VisitAnswer(Answer):
    """A visit, as agreed and as it was."""

    id: str
    person: str
    sponsor: str
    """Who answers for it."""
    purpose: str
    zones: tuple[str, ...]
    starts: At = Field(serialization_alias="from")
    """As agreed."""
    until: At
    """As agreed."""
    escort: Escort
    tenant: str | None
    """Who is billed."""
    badge: str | None
    """Lent for its hours."""
    state: VisitState
    started_at: At | None
    """When the visitor came in."""
    ended_at: At | None
    """When it was over."""

    @classmethod
    def of(cls, visit: Visit) -> VisitAnswer:
        return cls(
            id=visit.id, person=visit.person, sponsor=visit.sponsor, purpose=visit.purpose, zones=visit.zones,
            starts=visit.starts, until=visit.until, escort=visit.escort, tenant=visit.tenant,
            badge=visit.badge, state=visit.state, started_at=visit.started_at, ended_at=visit.ended_at,
        )  # fmt: skip
