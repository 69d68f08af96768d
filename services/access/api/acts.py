"""The log of what people did."""

from __future__ import annotations

from libs.http import ActAnswer, Listing, Page
from services.access.api.service import api
from services.access.bodies.ids import ActId
from services.access.store import AccessUnit


@api.get("/v1/acts", scope="access:read")
def acts(unit: AccessUnit, page: Page) -> Listing[ActAnswer]:
    """What people did to people, badges, rights, rules and visits, in order of time."""
    return page.of(unit.acts.page(page.after, page.limit), ActAnswer.of, lambda act: act.id)


@api.get("/v1/acts/{id}", scope="access:read")
def act(id: ActId, unit: AccessUnit) -> ActAnswer:
    """One administrative act."""
    return ActAnswer.of(unit.acts.need(id))
