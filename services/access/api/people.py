"""People: who may be given badges and rights."""

from __future__ import annotations

from libs.http import Listing, Page
from services.access.acts.people import end_person, forgive_passback, register_person
from services.access.answers.people import PersonAnswer
from services.access.api.service import api
from services.access.bodies.ending import End
from services.access.bodies.ids import PersonId
from services.access.bodies.people import Forgive, NewPerson
from services.access.store import AccessUnit


@api.command("/v1/people", scope="access:desk", status=201)
def new_person(body: NewPerson, unit: AccessUnit) -> PersonAnswer:
    """Registers somebody. 409 where the id is taken."""
    return PersonAnswer.of(register_person(unit, body.person()))


@api.get("/v1/people", scope="access:read")
def people(unit: AccessUnit, page: Page) -> Listing[PersonAnswer]:
    """All people, with where they are."""
    return page.of(unit.people.page(page.after, page.limit), PersonAnswer.of, lambda person: person.id)


@api.get("/v1/people/{id}", scope="access:read")
def person(id: PersonId, unit: AccessUnit) -> PersonAnswer:
    """One person, with where they are."""
    return PersonAnswer.of(unit.people.need(id))


@api.command("/v1/people/{id}/end", scope="access:desk")
def ended_person(id: PersonId, body: End, unit: AccessUnit) -> PersonAnswer:
    """Ends a person's time here. From then on they may enter nothing; they can still leave."""
    return PersonAnswer.of(end_person(unit, id, body.at or unit.now))


@api.command("/v1/people/{id}/forgive", scope="access:desk")
def forgiven_person(id: PersonId, body: Forgive, unit: AccessUnit) -> PersonAnswer:
    """Forgives an anti-passback violation: once, where the person is taken to be is not held against them."""
    return PersonAnswer.of(forgive_passback(unit, id, body.by, body.why))
