"""People and their badges."""

from __future__ import annotations

from datetime import date

from libs.http import Answer, At
from services.access.domain.badge import Badge, BadgeState
from services.access.domain.person import Kind, Person


class PersonAnswer(Answer):
    """A person, and where they are."""

    id: str
    name: str
    employer: str
    kind: Kind
    leaves_on: date | None
    """The last day on which the person may enter."""
    ended_at: At | None
    """From when on they may enter nothing."""
    zone: str | None
    """Where the person is; null: outside."""
    since: At | None
    """When they came there."""

    @classmethod
    def of(cls, person: Person) -> PersonAnswer:
        return cls(
            id=person.id, name=person.name, employer=person.employer, kind=person.kind,
            leaves_on=person.leaves_on, ended_at=person.ended_at, zone=person.zone, since=person.since,
        )  # fmt: skip


class BadgeAnswer(Answer):
    """A badge."""

    id: str
    """`{facility}-{card}`"""
    person: str
    facility: int
    card: int
    valid_from: At | None
    valid_until: At | None
    state: BadgeState

    @classmethod
    def of(cls, person: str, badge: Badge) -> BadgeAnswer:
        return cls(
            id=badge.id, person=person, facility=badge.facility, card=badge.card,
            valid_from=badge.valid_from, valid_until=badge.valid_until, state=badge.state,
        )  # fmt: skip
