"""What is asked of people."""

from __future__ import annotations

from libs.http import Body, Day, Id
from services.access.bodies.words import Words
from services.access.domain.person import Kind, Person


class NewPerson(Body):
    """Somebody who may be given badges and rights."""

    id: Id
    name: Words
    employer: Words
    kind: Kind
    leaves_on: Day | None = None
    """The last day on which the person may enter."""

    def person(self) -> Person:
        return Person(self.id, self.name, self.employer, self.kind, self.leaves_on)


class Forgive(Body):
    """Where a person is taken to be is not held against them."""

    by: Words
    """Who forgives."""
    why: Words
    """Kept with it."""
