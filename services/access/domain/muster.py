"""The muster list: the last known zone of each person inside, frozen at the alarm, and who was seen since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from libs.events import Refused, Value, field, replace

SITE_MUSTER = "site"
"""The id of the one muster list of the site."""


class Sighting(StrEnum):
    SEEN = "seen"
    SAFE = "safe"
    MISSING = "missing"


class Answer(Value):
    """What is known of a person since the alarm, who said so, and when."""

    status: Sighting
    by: str
    at: datetime


class Order(Value, order=True):
    """Of two passages of a person the one with the later check counts."""

    at: datetime
    check: str


NEVER = Order(datetime.min.replace(tzinfo=UTC), "")


class Muster(Value):
    """`alarms`: zones activated and not yet secured; the list is frozen as long as there is one. `drill`: all of them
    are exercises.

    `placed`: by which check those who have passed a door since, or were corrected, are where the list has them.
    """

    id: str = SITE_MUSTER
    alarms: tuple[str, ...] = ()
    frozen_at: datetime | None = None
    people_by_zone: dict[str, tuple[str, ...]] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    placed: dict[str, Order] = field(default_factory=dict)
    drill: bool = False

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

    def stands(self, *, drill: bool) -> bool:
        """Whether a further alarm leaves the list as it is: a real one in an exercise does not."""
        return self.frozen and (drill or not self.drill)

    def called(
        self, zone: str, at: datetime, people_by_zone: Mapping[str, tuple[str, ...]], *, drill: bool = False
    ) -> Muster:
        """Frozen at the first alarm; a further one keeps the list as it was, unless the first was an exercise."""
        alarms = tuple(sorted({*self.alarms, zone}))
        if self.stands(drill=drill):
            return replace(self, alarms=alarms)
        return Muster(self.id, alarms, at, dict(people_by_zone), drill=drill)

    def passed(self, person: str, known: Order | None, passage: Order, opened: datetime, zone: str | None) -> Muster:
        """A passage has become known. One of before the alarm corrects the list; a later one leaves it as it was.

        `known`: the passage by which the person was where they were until now; `zone`: None for outside.
        """
        if self.frozen_at is None:
            return self
        last = self.placed.get(person, known)
        if opened > self.frozen_at:
            return self if person in self.placed else self._placed(person, last or NEVER)
        if last is not None and passage < last:
            return self
        others = {name: tuple(p for p in people if p != person) for name, people in self.people_by_zone.items()}
        if zone is not None:
            others[zone] = tuple(sorted((*others.get(zone, ()), person)))
        return replace(self._placed(person, passage), people_by_zone=others)

    def _placed(self, person: str, order: Order) -> Muster:
        return replace(self, placed={**self.placed, person: order})

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
