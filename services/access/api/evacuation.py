"""A fire alarm: the muster, and the doors taken back after it."""

from __future__ import annotations

from services.access.acts.evacuation import answer_muster, muster_list, people_by_zone, secure_doors
from services.access.answers.zones import MusterListAnswer, SecuredAnswer
from services.access.api.service import api
from services.access.bodies.evacuation import Secure, Sighted
from services.access.bodies.ids import PersonId, ZoneId
from services.access.domain.muster import Answer
from services.access.store import AccessUnit


@api.command("/v1/zones/{id}/secure", scope="access:desk")
def secure(id: ZoneId, body: Secure, unit: AccessUnit) -> SecuredAnswer:
    """Takes the zone's doors back after a fire alarm. 409 before the panel's reset."""
    taken = secure_doors(unit, id, body.by, unit.now)
    return SecuredAnswer(zone=id, doors=taken, by=body.by, at=unit.now)


@api.get("/v1/muster", scope="access:read")
def muster(unit: AccessUnit) -> MusterListAnswer:
    """Who is where; frozen as it was at the alarm until the doors are secured."""
    return MusterListAnswer.of(muster_list(unit), people_by_zone(unit), unit.now)


@api.command("/v1/muster/{person}", scope="access:desk")
def sighted(person: PersonId, body: Sighted, unit: AccessUnit) -> MusterListAnswer:
    """Says that somebody was seen, is safe, or is missed. 409 when no muster has been called."""
    answered = answer_muster(unit, person, Answer(body.status, body.by, unit.now))
    return MusterListAnswer.of(answered, {}, unit.now)
