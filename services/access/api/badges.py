"""Badges: cards lent to people."""

from __future__ import annotations

from libs.http import Listing, Page
from services.access.acts.badges import badges_after, cursor, declare_badge, give_badge_back, lend_badge, need_badge
from services.access.answers.people import BadgeAnswer
from services.access.api.service import api
from services.access.bodies.badges import BadgeStateChange, NewBadge
from services.access.bodies.ending import End
from services.access.bodies.ids import BadgeId
from services.access.store import AccessUnit


@api.command("/v1/badges", scope="access:desk", status=201)
def new_badge(body: NewBadge, unit: AccessUnit) -> BadgeAnswer:
    """Lends a badge to a person. 409 where it is somebody's; one that was given back may be lent again."""
    return BadgeAnswer.of(*lend_badge(unit, body.person, body.badge()))


@api.get("/v1/badges", scope="access:read")
def badges(unit: AccessUnit, page: Page) -> Listing[BadgeAnswer]:
    """All badges, by person."""
    return page.of(badges_after(unit, page.after, page.limit), lambda held: BadgeAnswer.of(*held), cursor)


@api.get("/v1/badges/{id}", scope="access:read")
def badge(id: BadgeId, unit: AccessUnit) -> BadgeAnswer:
    """One badge; its id is `{facility}-{card}`."""
    return BadgeAnswer.of(*need_badge(unit, id))


@api.command("/v1/badges/{id}/state", scope="access:desk")
def badge_state(id: BadgeId, body: BadgeStateChange, unit: AccessUnit) -> BadgeAnswer:
    """Declares a badge active, lost or revoked, from now on."""
    return BadgeAnswer.of(*declare_badge(unit, id, body.state))


@api.command("/v1/badges/{id}/end", scope="access:desk")
def ended_badge(id: BadgeId, body: End, unit: AccessUnit) -> BadgeAnswer:
    """Takes a badge back. It may be lent to somebody else."""
    return BadgeAnswer.of(*give_badge_back(unit, id, body.at or unit.now))
