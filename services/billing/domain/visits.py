"""A tenant's visits of a month."""

from __future__ import annotations

from datetime import datetime

from libs.events import Value
from services.billing.domain.month import Month, Span
from services.billing.heard import VisitEnded


class Visit(Value):
    """Who came is not kept."""

    id: str
    ended_at: datetime
    minutes: int


class VisitMonth(Value):
    """The visits that ended in a month in Paris, in the order of their end. id: `<tenant>/<month>`."""

    id: str
    tenant: str
    visits: tuple[Visit, ...] = ()

    def ended(self, event: VisitEnded) -> VisitMonth:
        """The month with this visit; a visit counts once, as it was last told."""
        others = [visit for visit in self.visits if visit.id != event.visit]
        visits = sorted([*others, Visit(event.visit, event.time, event.minutes)], key=lambda v: (v.ended_at, v.id))
        return VisitMonth(self.id, self.tenant, tuple(visits))


def visit_month_id(tenant: str, ended_at: datetime) -> str:
    return f"{tenant}/{Month.of(ended_at)}"


def visits_in(month: VisitMonth | None, span: Span) -> tuple[Visit, ...]:
    """The visits that ended within the span."""
    return tuple(v for v in month.visits if span.start <= v.ended_at < span.end) if month else ()
