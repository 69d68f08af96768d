"""Visits: planned by the desk, started by a door, ended by the desk or by themselves."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from libs.events import Outcome, replace
from services.access.acts.badges import lend_badge
from services.access.acts.faults import all_hold, hold
from services.access.acts.log import enter
from services.access.domain.badge import Badge
from services.access.domain.person import Right
from services.access.domain.visit import OVER, Escort, Visit
from services.access.store import AccessUnit

VISIT_OVER = "visit-over"
"""The timer of a visit's agreed end; its key is the visit."""


def plan_visit(unit: AccessUnit, visit: Visit, lent: Badge | None = None) -> Visit:
    """Gives the visitor a right to each zone for the visit's hours. Raises `Refused` with every fault.

    `lent`: the badge that the visitor carries for it, if they have none.
    """
    all_hold(
        lambda: unit.people.need(visit.person, at="/person"),
        lambda: _may_sponsor(unit, visit),
        *(partial(unit.zones.need, zone, at=f"/zones/{n}") for n, zone in enumerate(visit.zones)),
        lambda: hold(visit.until > visit.starts, "/until", "the end is not after the start"),
        lambda: hold(visit.until > unit.now, "/until", "the end is in the past"),
        lambda: _is_alone(unit, visit),
    )
    visit = replace(visit, badge=lent.id if lent else None)
    escorted = visit.escort is Escort.REQUIRED
    rights = (
        Right(zone, starts=visit.starts, until=visit.until, visit=visit.id, escorted=escorted) for zone in visit.zones
    )
    unit.put(unit.people.need(visit.person).given(*rights))
    unit.put(visit)
    unit.timers.start(VISIT_OVER, visit.id, visit.until)
    if lent is not None:
        lend_badge(unit, visit.person, lent, at="/badge")
    enter(unit, "visit-planned", visit.id, person=visit.person, visit=visit)
    return visit


def end_visit(unit: AccessUnit, id: str, at: datetime) -> Visit:
    """The desk ends a visit. Raises `Refused` when it is over already, or would end before it started."""
    ended = _finish(unit, unit.visits.need(id).ended_by_desk(at))
    unit.timers.cancel(VISIT_OVER, id)
    enter(unit, "visit-ended", id, person=ended.person, at=at, state=ended.state)
    return ended


def visit_hours_over(unit: AccessUnit, id: str) -> None:
    """The agreed end has come."""
    visit = unit.visits.get(id)
    if visit is not None and visit.state not in OVER:
        visitor = unit.people.get(visit.person)
        _finish(unit, visit.hours_over(visitor.zone if visitor else None))


def _finish(unit: AccessUnit, outcome: Outcome[Visit]) -> Visit:
    """A visit that is over takes its rights with it."""
    unit.save(outcome)
    visit = outcome[0]
    visitor = unit.people.need(visit.person).without_visit(visit.id)
    badge = visitor.badge(visit.badge) if visit.badge else None
    back = min(visit.ended_at or visit.until, visit.until)
    unit.put(visitor.with_badge(badge.given_back(back)) if badge else visitor)
    return visit


def _may_sponsor(unit: AccessUnit, visit: Visit) -> None:
    sponsor = unit.people.need(visit.sponsor, at="/sponsor")
    hold(not sponsor.has_left(visit.starts), "/sponsor", f"{sponsor.id} has left by then")
    hold(sponsor.id != visit.person, "/sponsor", "nobody sponsors their own visit")


def _is_alone(unit: AccessUnit, visit: Visit) -> None:
    for other in unit.visits.where(person=visit.person):
        hold(not other.overlaps(visit.starts, visit.until), "/from", f"overlaps visit {other.id}")
