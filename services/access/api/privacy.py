"""What is kept of a person, shown and erased."""

from __future__ import annotations

from services.access.acts.privacy import erase, known_of
from services.access.answers.privacy import ErasureAnswer, PersonalDataAnswer
from services.access.api.service import api
from services.access.bodies.ids import PersonId
from services.access.store import AccessUnit


@api.get("/v1/people/{id}/data", scope="access:desk")
def personal_data(id: PersonId, unit: AccessUnit) -> PersonalDataAnswer:
    """All that is kept of a person, for that person."""
    return PersonalDataAnswer.of(known_of(unit, id), unit.now)


@api.command("/v1/people/{id}/data", scope="access:desk", method="DELETE")
def erased_data(id: PersonId, unit: AccessUnit) -> ErasureAnswer:
    """Erases what the law allows of a person's data. The answer says what was kept, why, and until when."""
    return ErasureAnswer.of(id, *erase(unit, id))
