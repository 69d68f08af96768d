"""What is kept of a person."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from libs.http import ActAnswer, Answer, At
from services.access.acts.privacy import Known
from services.access.answers.checks import KeptCheckAnswer
from services.access.answers.people import BadgeAnswer, PersonAnswer
from services.access.answers.rights import RightAnswer
from services.access.answers.visits import VisitAnswer
from services.access.domain.retention import Kept, identity


class KeptAnswer(Answer):
    """What is kept of a person, and why."""

    what: Literal["identity", "movements"]
    why: str
    until: At | None
    """Null while the reason has no end yet."""

    @classmethod
    def of(cls, kept: Kept) -> KeptAnswer:
        return cls(what=kept.what, why=kept.why, until=kept.until)


class PersonalDataAnswer(Answer):
    """All that is kept of a person."""

    person: PersonAnswer
    rights: list[RightAnswer]
    badges: list[BadgeAnswer]
    visits: list[VisitAnswer]
    checks: list[KeptCheckAnswer]
    acts: list[ActAnswer]
    """What was done about the person."""
    kept: KeptAnswer
    """How long who they are is kept."""

    @classmethod
    def of(cls, known: Known, now: datetime) -> PersonalDataAnswer:
        person = known.person
        return cls(
            person=PersonAnswer.of(person), rights=[RightAnswer.of(person.id, right) for right in person.rights],
            badges=[BadgeAnswer.of(person.id, badge) for badge in person.badges],
            visits=[VisitAnswer.of(visit) for visit in known.visits],
            checks=[KeptCheckAnswer.kept(check) for check in known.checks],
            acts=[ActAnswer.of(act) for act in known.acts], kept=KeptAnswer.of(identity(person, known.visits, now)),
        )  # fmt: skip


class ErasureAnswer(Answer):
    """What became of a person's data."""

    person: str
    erased: list[str]
    kept: list[KeptAnswer]
    """What the law wants kept."""

    @classmethod
    def of(cls, person: str, erased: list[str], kept: list[Kept]) -> ErasureAnswer:
        return cls(person=person, erased=erased, kept=[KeptAnswer.of(one) for one in kept])
