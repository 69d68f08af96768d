"""What is personal: shown to whom it concerns, let go of when its time is over, erased where the law allows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from libs import audit
from libs.audit import Act, Sweep
from libs.events import Value
from libs.store import Between
from services.access.acts.log import enter
from services.access.domain.check import Check
from services.access.domain.person import Kind, Person
from services.access.domain.retention import VISITORS, Kept, identity
from services.access.domain.visit import OVER, Visit
from services.access.domain.zone import TOLD_AGAIN
from services.access.events import MOVEMENTS
from services.access.store import AccessUnit

SOME = 200
"""So many of each kind are looked at in one unit."""

PEOPLE = "people"


class Known(Value):
    """All that is known of a person."""

    person: Person
    visits: list[Visit]
    checks: list[Check]
    acts: list[Act]


def known_of(unit: AccessUnit, id: str) -> Known:
    """All that access keeps of a person. Raises `Refused` (not found). Looks through all checks that are kept."""
    person = unit.people.need(id)
    return Known(
        person, unit.visits.where(person=id), unit.checks.where(person=id), unit.acts.where(person=id),
    )  # fmt: skip


def erase(unit: AccessUnit, id: str) -> tuple[list[str], list[Kept]]:
    """Erases of a person what the law allows; what was erased, and what is kept and why."""
    person = unit.people.need(id)
    kept = [identity(person, unit.visits.where(person=id), unit.now)]
    newest = max((check.at for check in unit.checks.where(person=id)), default=None)
    if newest is not None and newest + MOVEMENTS > unit.now:
        kept.append(Kept("movements", "who went where is kept for three months", newest + MOVEMENTS))
    if kept[0].until is None or kept[0].until > unit.now:
        enter(unit, "erasure-asked", id, person=id, kept=[one.what for one in kept])
        return [], kept
    return forget(unit, person), kept[1:]


def forget(unit: AccessUnit, person: Person) -> list[str]:
    """Erases who somebody was: checks that are kept still name them by id, until their own time is over.

    The act of it says how much was erased, and of nobody.
    """
    visits, acts = unit.visits.where(person=person.id), unit.acts.where(person=person.id)
    for one in (person, *visits):
        unit.remove(one)
    for act in acts:
        unit.put(act.erased())
    said = {f"person:{person.id}", *(f"badge:{badge.id}" for badge in person.badges)}
    for item in unit.site_items.where():
        if item.id in said or item.id.startswith(f"right:{person.id}/"):
            unit.remove(item)
    found: dict[str, Sequence[object]] = {
        "identity": [person], "badges": person.badges, "visits": visits, "acts": acts,
    }  # fmt: skip
    enter(unit, "person-forgotten", "", erased={what: len(things) for what, things in found.items()})
    return [what for what, things in found.items() if things]


def let_go(unit: AccessUnit) -> None:
    """Lets go of some of what is not to be kept any longer: a bounded number of each kind."""
    _movements(unit, unit.now - MOVEMENTS)
    over = unit.visits.where(until=Between(None, unit.now - VISITORS))
    for visit in [visit for visit in over if visit.state in OVER][:SOME]:
        unit.remove(visit)
    _people(unit)
    audit.let_go(unit, unit.acts, unit.sweeps, unit.now - audit.KEPT)


def tell_again(unit: AccessUnit) -> None:
    """Who is inside, where that was told so long ago that it will expire: whoever counts needs it to count anew."""
    for zone in unit.zones.where(told_at=Between(None, unit.now - TOLD_AGAIN)):
        unit.save(zone.told(unit.now))


def _movements(unit: AccessUnit, before: datetime) -> None:
    """The oldest checks, in the order in which they came; where who is outside last was; what doors remember."""
    oldest = unit.checks.page(limit=1)
    if oldest and oldest[0].at < before:
        for check in unit.checks.page(limit=SOME):
            if check.at < before:
                unit.remove(check)
    for person in unit.people.where(since=Between(None, before), zone=None)[:SOME]:
        unit.put(person.moved_long_ago())
    for door in unit.doors.where():
        unit.put(door.forgotten(before))


def _people(unit: AccessUnit) -> None:
    """The next people in turn: those whose time is over are forgotten."""
    sweep = unit.sweeps.get(PEOPLE) or Sweep(PEOPLE)
    page = unit.people.page(sweep.after, SOME)
    for person in page:
        visits = [] if person.kind is Kind.STAFF else unit.visits.where(person=person.id)
        until = identity(person, visits, unit.now).until
        if until is not None and until <= unit.now:
            forget(unit, person)
    unit.put(Sweep(PEOPLE, page[-1].id if len(page) == SOME else ""))
