"""The desk's acts on badges: lent to people, declared lost or revoked, given back."""

from __future__ import annotations

from datetime import datetime

from libs.events import Refused
from services.access.acts.faults import all_hold, ends_after, hold
from services.access.acts.log import enter
from services.access.acts.people import carried_after
from services.access.domain.badge import Badge, BadgeState
from services.access.domain.person import Person
from services.access.store import AccessUnit

Carried = tuple[str, Badge]
"""A badge, with the id of whoever holds it."""


def lend_badge(unit: AccessUnit, person: str, badge: Badge, at: str = "") -> Carried:
    """A badge for a person. One that was given back may be lent again; else a taken one is a conflict.

    `at`: where in the request the badge stands.
    """
    all_hold(
        lambda: unit.people.need(person, at="/person"),
        lambda: hold(ends_after(badge.valid_from, badge.valid_until), "/valid_until", "the end is not after the start"),
    )
    held = carried(unit, badge.id)
    if held is not None and not held[1].expired(unit.now):
        raise Refused("conflict", f"badge {badge.id} is {held[0]}'s", f"{at}/card")
    put_badge(unit, person, badge)
    enter(
        unit, "badge-lent", person, person=person, badge=badge.id, valid_from=badge.valid_from,
        valid_until=badge.valid_until,
    )  # fmt: skip
    return person, badge


def declare_badge(unit: AccessUnit, id: str, state: BadgeState) -> Carried:
    """Active, lost or revoked, from now on."""
    person, badge = need_badge(unit, id)
    enter(unit, "badge-declared", person, person=person, badge=id, state=state)
    return put_badge(unit, person, badge.declared(state))


def give_badge_back(unit: AccessUnit, id: str, at: datetime) -> Carried:
    """The badge is nobody's from `at` on."""
    person, badge = need_badge(unit, id)
    enter(unit, "badge-given-back", person, person=person, badge=id, at=at)
    return put_badge(unit, person, badge.given_back(at))


def put_badge(unit: AccessUnit, person: str, badge: Badge) -> Carried:
    """Gives somebody a badge, or changes theirs. Whoever else held it holds it no more."""
    holder = unit.people.need(person)
    former = unit.people.holding(badge.id)
    if former is not None and former.id != person:
        unit.put(former.without_badge(badge.id))
    unit.put(holder.with_badge(badge))
    return person, badge


def carried(unit: AccessUnit, id: str) -> Carried | None:
    """A badge, and whose it is."""
    holder = unit.people.holding(id)
    badge = holder.badge(id) if holder else None
    return (holder.id, badge) if holder and badge else None


def need_badge(unit: AccessUnit, id: str) -> Carried:
    """As `carried`. Raises `Refused` (not found)."""
    found = carried(unit, id)
    if found is None:
        raise Refused("not_found", f"no badge {id}")
    return found


def badges_after(unit: AccessUnit, after: str, limit: int) -> list[Carried]:
    """At most `limit` badges that follow the one of the cursor `after`; by holder, then by id."""
    holder, _, last = after.partition("/")
    known = unit.people.get(holder) if holder else None
    rest = [badge for badge in _in_order(known) if badge.id > last] if known else []
    return carried_after(unit, holder, rest, limit, _in_order)


def cursor(held: Carried) -> str:
    """Where the next page begins, after this badge."""
    return f"{held[0]}/{held[1].id}"


def _in_order(person: Person) -> list[Badge]:
    return sorted(person.badges, key=lambda badge: badge.id)
