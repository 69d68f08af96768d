"""Visits: somebody comes for some hours."""

from __future__ import annotations

from libs.http import Listing, Page
from libs.store import new_id
from services.access.acts.visits import end_visit, plan_visit
from services.access.answers.visits import VisitAnswer
from services.access.api.service import api
from services.access.bodies.ending import End
from services.access.bodies.ids import VisitId
from services.access.bodies.visits import NewVisit
from services.access.store import AccessUnit


@api.command("/v1/visits", scope="access:desk", status=201)
def new_visit(body: NewVisit, unit: AccessUnit) -> VisitAnswer:
    """Plans a visit: the visitor may enter its zones in its hours. 409 or 422 where that cannot be."""
    return VisitAnswer.of(plan_visit(unit, body.visit(new_id(unit.now)), body.lent()))


@api.get("/v1/visits", scope="access:read")
def visits(unit: AccessUnit, page: Page) -> Listing[VisitAnswer]:
    """All visits."""
    return page.of(unit.visits.page(page.after, page.limit), VisitAnswer.of, lambda visit: visit.id)


@api.get("/v1/visits/{id}", scope="access:read")
def visit(id: VisitId, unit: AccessUnit) -> VisitAnswer:
    """One visit."""
    return VisitAnswer.of(unit.visits.need(id))


@api.command("/v1/visits/{id}/end", scope="access:desk")
def ended_visit(id: VisitId, body: End, unit: AccessUnit) -> VisitAnswer:
    """Ends a visit, and the rights that came with it. 409 where it is over."""
    return VisitAnswer.of(end_visit(unit, id, body.at or unit.now))
