"""Checks: a badge shown at a door, and what was decided of it."""

from __future__ import annotations

from libs.http import Listing, Made, Page
from services.access.acts.ahead_of_checks import behind_the_door, hours_of_the_first
from services.access.acts.checks import check_badge
from services.access.answers.checks import CheckAnswer, KeptCheckAnswer
from services.access.api.service import api, exits
from services.access.bodies.checks import CheckBadge
from services.access.bodies.ids import CheckId
from services.access.domain.badge import Badge
from services.access.domain.door import Door
from services.access.domain.passage import Direction
from services.access.store import AccessUnit


@api.command(
    "/v1/checks", scope="access:check",
    reads=lambda body: [(Door, body.door), (Badge, body.credential.badge)],
    then=[
        lambda body, unit: behind_the_door(unit, body.door, body.direction, body.credential.badge),
        lambda body, unit: hours_of_the_first(unit, body.door, body.direction),
    ],
    away=exits.away, spared=lambda body: body.direction is Direction.OUT,
)  # fmt: skip
def check(body: CheckBadge, unit: AccessUnit, made: Made) -> CheckAnswer:
    """Decides on a badge shown at a door. A refusal is an answer with its reason, never an error.

    An exit is granted also while the database cannot be reached, and recorded afterwards: `person` is null then, and
    `zone` is `unknown` where this process has not read the door yet.
    """
    shown = body.credential
    decided = check_badge(
        unit, door=body.door, direction=body.direction, badge=shown.badge, at=body.at or unit.now,
        duress=shown.duress, id=made,
    )  # fmt: skip
    exits.note(unit.doors.need(body.door))
    return CheckAnswer.of(decided)


@api.get("/v1/checks/{id}", scope="access:read")
def kept_check(id: CheckId, unit: AccessUnit) -> KeptCheckAnswer:
    """One past check, and why it was decided so: the rights that were looked at, and the one that decided."""
    return KeptCheckAnswer.kept(unit.checks.need(id))


@api.get("/v1/checks", scope="access:read")
def checks(unit: AccessUnit, page: Page) -> Listing[KeptCheckAnswer]:
    """All checks, in the order in which they were decided."""
    return page.of(unit.checks.page(page.after, page.limit), KeptCheckAnswer.kept, lambda check: check.id)
