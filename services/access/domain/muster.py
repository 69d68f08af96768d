"""The muster list: the last known zone of each person inside, frozen at the alarm, and who was seen since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from libs.events import Refused

SITE_MUSTER = "site"
"""The id of the one muster list of the site."""


class Sighting(StrEnum):
    SEEN = "seen"
    SAFE = "safe"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a person since the alarm, who said so, and when."""

    status: Sighting
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Muster:
    """`alarms`: zones activated and not yet secured; the list is frozen as long as there is one."""

    id: str = SITE_MUSTER
    alarms: tuple[str, ...] = ()
    frozen_at: datetime | None = None
    people_by_zone: dict[str, tuple[str, ...]] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def frozen(self) -> bool:
        return bool(self.alarms)

    @property
    def unaccounted(self) -> tuple[str, ...]:
        """Who was inside and has been seen by nobody, or was said to be missing."""
        inside = {person for people in self.people_by_zone.values() for person in people}
        inside.update(self.answers)
        found = {who for who, answer in self.answers.items() if answer.status is not Sighting.MISSING}
        return tuple(sorted(inside - found))

    def called(self, zone: str, at: datetime, people_by_zone: Mapping[str, tuple[str, ...]]) -> Muster:
        """Frozen at the first alarm; a further one keeps the list as it was."""
        if self.frozen:
            return replace(self, alarms=tuple(sorted({*self.alarms, zone})))
        return Muster(self.id, (zone,), at, dict(people_by_zone))

    def secured(self, zone: str) -> Muster:
        """After the last zone is secured the list lives again."""
        left = tuple(alarm for alarm in self.alarms if alarm != zone)
        return replace(self, alarms=left) if left else Muster(self.id)

    def answered(self, person: str, answer: Answer) -> Muster:
        """Somebody was seen, is safe, or is missed; also somebody who is not on the list.

        Of two answers the later counts. Raises `Refused` when no list is frozen.
        """
        if not self.frozen:
            raise Refused("conflict", "no muster has been called")
        known = self.answers.get(person)
        if known is not None and known.at > answer.at:
            return self
        return replace(self, answers={**self.answers, person: answer})
