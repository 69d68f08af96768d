"""Rights and denials: who may enter where."""

from __future__ import annotations

from libs.http import Listing, Page
from services.access.acts.people import end_right, give_right, holder_of, rights_after
from services.access.answers.rights import RightAnswer
from services.access.api.service import api
from services.access.bodies.ending import End
from services.access.bodies.ids import RightId
from services.access.bodies.rights import NewRight
from services.access.store import AccessUnit


@api.command("/v1/rights", scope="access:desk", status=201)
def new_right(body: NewRight, unit: AccessUnit) -> RightAnswer:
    """Gives a person a right to a zone, or denies it."""
    return RightAnswer.of(body.person, give_right(unit, body.person, body.right()))


@api.get("/v1/rights", scope="access:read")
def rights(unit: AccessUnit, page: Page) -> Listing[RightAnswer]:
    """All rights and denials, by person, in the order in which each was given them."""
    found = rights_after(unit, page.after, page.limit)
    return page.of(found, lambda held: RightAnswer.of(*held), lambda held: held[1].id)


@api.get("/v1/rights/{id}", scope="access:read")
def right(id: RightId, unit: AccessUnit) -> RightAnswer:
    """One right or denial."""
    holder = holder_of(unit, id)
    return RightAnswer.of(holder.id, holder.right(id))


@api.command("/v1/rights/{id}/end", scope="access:desk")
def ended_right(id: RightId, body: End, unit: AccessUnit) -> RightAnswer:
    """Ends a right or a denial. 409 for one that belongs to a visit: it ends with the visit."""
    return RightAnswer.of(holder_of(unit, id).id, end_right(unit, id, body.at or unit.now))
