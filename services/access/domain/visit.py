"""Visits and one-off missions: for a purpose, with a sponsor, in some zones, for some hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from libs.events import Outcome, Refused, Value, replace
from services.access.events import VisitEnded, VisitOverstayed, VisitStarted


class VisitState(StrEnum):
    """PLANNED → UNDER_WAY (first door) → ENDED; or LAPSED (nobody came), or CANCELLED (before its hours)."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    ENDED = "ended"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


OVER = frozenset({VisitState.ENDED, VisitState.LAPSED, VisitState.CANCELLED})


class Escort(StrEnum):
    REQUIRED = "required"
    NONE = "none"


class Visit(Value):
    """`starts` and `until`: the hours agreed; `started_at` and `ended_at`: what became of them.

    `sponsor`: the person who answers for the visit; `tenant`: who is billed, None for the City itself; `badge`: lent
    for its hours.
    """

    id: str
    person: str
    sponsor: str
    purpose: str
    zones: tuple[str, ...]
    starts: datetime
    until: datetime
    escort: Escort
    tenant: str | None = None
    badge: str | None = None
    state: VisitState = VisitState.PLANNED
    started_at: datetime | None = None
    ended_at: datetime | None = None

    def overlaps(self, starts: datetime, until: datetime) -> bool:
        return self.state not in OVER and self.starts < until and starts < self.until

    def entered(self, at: datetime) -> Outcome[Visit]:
        """The visitor went through a door: the visit starts. One taken for lapsed took place after all."""
        if self.state is VisitState.PLANNED:
            return self._started(at)
        if self.state is VisitState.LAPSED:
            started, first = self._started(at)
            ended, second = started.ended(self.until)
            return ended, (*first, *second)
        return self, ()

    def hours_over(self, inside: str | None = None) -> Outcome[Visit]:
        """The agreed end has come: the visit ends by itself; one to which nobody came lapses, unbilled.

        `inside`: the zone in which the visitor still is.
        """
        if self.state is VisitState.UNDER_WAY:
            ended, events = self.ended(self.until)
            if inside is None:
                return ended, events
            return ended, (VisitOverstayed(time=self.until, visit=self.id, person=self.person, zone=inside), *events)
        return (replace(self, state=VisitState.LAPSED) if self.state is VisitState.PLANNED else self), ()

    def ended_by_desk(self, at: datetime) -> Outcome[Visit]:
        """The desk ends the visit, which says that it took place; before its hours it is cancelled.

        A visitor never seen at a door was let in by others: counted from the agreed start. The end is at most
        the agreed one. Raises `Refused` when the visit is over, or ends before it started.
        """
        if self.state in OVER:
            raise Refused("conflict", f"visit {self.id} is {self.state.value} already")
        if self.state is VisitState.UNDER_WAY:
            return self.ended(at)
        if at <= self.starts:
            return replace(self, state=VisitState.CANCELLED, ended_at=at), ()
        started, first = self._started(self.starts)
        ended, second = started.ended(at)
        return ended, (*first, *second)

    def _started(self, at: datetime) -> Outcome[Visit]:
        event = VisitStarted(time=at, visit=self.id, person=self.person, tenant=self.tenant)
        return replace(self, state=VisitState.UNDER_WAY, started_at=at), (event,)

    def ended(self, at: datetime) -> Outcome[Visit]:
        """A visit under way is over, at its agreed end at the latest."""
        started = self.started_at or self.starts
        if at < started:
            raise Refused("invalid", f"visit {self.id} started only at {started.isoformat()}", "/at")
        end = min(at, max(self.until, started))
        minutes = (end - started) // timedelta(minutes=1)
        ended = replace(self, state=VisitState.ENDED, ended_at=end)
        return ended, (VisitEnded(time=end, visit=self.id, tenant=self.tenant, minutes=minutes),)
