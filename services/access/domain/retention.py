"""How long what is personal is kept (CNIL, délib. 2006-102 art. 4; domain.md, Access)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Literal

from libs.events import Value
from services.access.domain.person import Kind, Person
from services.access.domain.schedule import SITE_TIME
from services.access.domain.visit import OVER, Visit
from services.access.events import STAFF

VISITORS = timedelta(days=89)
"""Three months at most after the last visit."""


class Kept(Value):
    """What is kept of a person, why, and until when: None while the reason has no end yet."""

    what: Literal["identity", "movements"]
    why: str
    until: datetime | None


def identity(person: Person, visits: Sequence[Visit], now: datetime) -> Kept:
    """How long who somebody is is kept; it may be over."""
    if person.zone is not None:
        return Kept("identity", f"they are in {person.zone}", None)
    left = departure(person)
    if person.kind is Kind.STAFF:
        if left is None or left > now:
            return Kept("identity", "they are on the staff", None)
        return Kept("identity", "who was on the staff is kept for five years after departure", left + STAFF)
    if any(visit.state not in OVER for visit in visits):
        return Kept("identity", "a visit of theirs is not over", None)
    if (left is None or left > now) and any(right.visit is None and not right.deny for right in person.rights):
        return Kept("identity", "they have a right of their own", None)
    last = max(
        moment
        for moment in (now - VISITORS, person.registered_at, person.since, left, *(_end(visit) for visit in visits))
        if moment is not None
    )
    return Kept("identity", "who came is kept for three months after the last visit", last + VISITORS)


def departure(person: Person) -> datetime | None:
    """From when on somebody is gone for good, if that is known."""
    if person.ended_at is not None or person.leaves_on is None:
        return person.ended_at
    return datetime.combine(person.leaves_on + timedelta(days=1), time(), SITE_TIME)


def _end(visit: Visit) -> datetime:
    return visit.ended_at or visit.until
