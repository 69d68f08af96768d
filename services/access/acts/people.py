"""The desk's acts on people, badges, rights and schedules."""

from __future__ import annotations

from datetime import datetime

from libs.events import Refused, replace
from services.access.acts.faults import all_hold, hold
from services.access.acts.log import enter
from services.access.domain.badge import Badge, BadgeState
from services.access.domain.person import Forgiven, Person, Right
from services.access.domain.schedule import Schedule, sound
from services.access.domain.zone import Zone
from services.access.store import AccessUnit


def register_person(unit: AccessUnit, person: Person) -> Person:
    """Somebody new. Raises `Refused` (conflict) when the id is taken."""
    if unit.people.get(person.id) is not None:
        raise Refused("conflict", f"there is a person {person.id} already", "/id")
    known = replace(person, registered_at=unit.now)
    unit.put(known)
    enter(
        unit, "person-registered", person.id, person=person.id, name=person.name, employer=person.employer,
        kind=person.kind, leaves_on=person.leaves_on,
    )  # fmt: skip
    return known


def forgive_passback(unit: AccessUnit, id: str, by: str, why: str) -> Person:
    """The person may enter, once, the zone in which they are taken to be."""
    forgiven = unit.people.need(id).passback_forgiven(Forgiven(unit.now, why, by), unit.by)
    unit.save(forgiven)
    enter(unit, "passback-forgiven", id, person=id, forgiven_by=by, why=why)
    return forgiven[0]


def end_person(unit: AccessUnit, id: str, at: datetime) -> Person:
    """From `at` on the person may enter nothing; they can still leave."""
    person = unit.people.need(id).ended(at)
    unit.put(person)
    enter(unit, "person-ended", id, person=id, at=at)
    return person


def lend_badge(unit: AccessUnit, badge: Badge, at: str = "") -> Badge:
    """A badge for a person. One that was given back may be lent again; else a taken one is a conflict.

    `at`: where in the request the badge stands.
    """
    all_hold(
        lambda: unit.people.need(badge.person, at="/person"),
        lambda: hold(_after(badge.valid_from, badge.valid_until), "/valid_until", "the end is not after the start"),
    )
    held = unit.badges.get(badge.id)
    if held is not None and not held.expired(unit.now):
        raise Refused("conflict", f"badge {badge.id} is {held.person}'s", f"{at}/card")
    put_badge(unit, badge)
    enter(
        unit, "badge-lent", badge.person, person=badge.person, badge=badge.id, valid_from=badge.valid_from,
        valid_until=badge.valid_until,
    )  # fmt: skip
    return badge


def declare_badge(unit: AccessUnit, id: str, state: BadgeState) -> Badge:
    """Active, lost or revoked, from now on."""
    badge = put_badge(unit, unit.badges.need(id).declared(state))
    enter(unit, "badge-declared", badge.person, person=badge.person, badge=id, state=state)
    return badge


def give_badge_back(unit: AccessUnit, id: str, at: datetime) -> Badge:
    """The badge is nobody's from `at` on."""
    badge = put_badge(unit, unit.badges.need(id).given_back(at))
    enter(unit, "badge-given-back", badge.person, person=badge.person, badge=id, at=at)
    return badge


def put_badge(unit: AccessUnit, badge: Badge) -> Badge:
    """Changes a badge. A grant decided on the old one writes its person, so whose it was and is are guarded here."""
    held = unit.badges.get(badge.id)
    former = unit.people.get(held.person) if held else None
    for person in (former, unit.people.need(badge.person)):
        if person is not None:
            unit.guard(person)
    unit.put(badge)
    return badge


def give_right(unit: AccessUnit, person: str, right: Right) -> Right:
    """A right or a denial for a person; the answer has its id."""
    given = add_right(unit, person, right)
    enter(unit, "right-given", given.id, person=person, right=given)
    return given


def add_right(unit: AccessUnit, person: str, right: Right) -> Right:
    """As `give_right`, for whoever enters the act themselves."""
    all_hold(
        lambda: unit.people.need(person, at="/person"),
        lambda: unit.zones.need(right.zone, at="/zone"),
        lambda: unit.schedules.need(right.schedule, at="/schedule") if right.schedule else None,
        lambda: hold(_after(right.starts, right.until), "/until", "the end is not after the start"),
    )
    holder = unit.people.need(person).given(right)
    unit.put(holder)
    return holder.rights[-1]


def end_right(unit: AccessUnit, id: str, at: datetime) -> Right:
    """The right ends at `at`, if not before. Raises `Refused` for one of a visit, which ends with it."""
    holder = holder_of(unit, id)
    right = holder.right(id)
    if right.visit is not None:
        raise Refused("conflict", f"right {id} belongs to visit {right.visit}; end the visit")
    ended = replace(right, until=at if right.until is None else min(at, right.until))
    unit.put(holder.with_right(ended))
    enter(unit, "right-ended", id, person=holder.id, until=ended.until)
    return ended


def holder_of(unit: AccessUnit, right: str) -> Person:
    """The person whose right this is: a right's id is `<person>.<n>`. Raises `Refused` (not found)."""
    person = unit.people.get(right.rpartition(".")[0])
    if person is None:
        raise Refused("not_found", f"no right {right}")
    return person


def rights_after(unit: AccessUnit, after: str, limit: int) -> list[tuple[str, Right]]:
    """At most `limit` rights, each with its holder's id, that follow the right `after`; by holder, then by age."""
    holder, _, number = after.rpartition(".")
    known = unit.people.get(holder) if holder else None
    rights = known.rights if known else ()
    found = [(holder, right) for right in rights if number.isdigit() and right.number > int(number)]
    while len(found) < limit and (people := unit.people.page(holder, limit)):
        found += [(person.id, right) for person in people for right in person.rights]
        holder = people[-1].id
    return found[:limit]


def keep_schedule(unit: AccessUnit, schedule: Schedule) -> Schedule:
    """A new schedule. Raises `Refused` when its id is taken (conflict) or it contradicts itself."""
    if unit.schedules.get(schedule.id) is not None:
        raise Refused("conflict", f"there is a schedule {schedule.id} already", "/id")
    unit.put(sound(schedule))
    enter(unit, "schedule-kept", schedule.id, schedule=schedule)
    return schedule


def end_schedule(unit: AccessUnit, id: str, at: datetime) -> Schedule:
    """Rights in this schedule let nobody in from `at` on; denials in it then always deny."""
    schedule = unit.schedules.need(id).ended(at)
    put_schedule(unit, schedule)
    enter(unit, "schedule-ended", id, at=at)
    return schedule


def put_schedule(unit: AccessUnit, schedule: Schedule) -> None:
    """Changes a schedule. A grant decided on the old one writes its zone, so all zones are guarded here."""
    unit.guard_all(Zone)
    unit.put(schedule)


def _after(start: datetime | None, end: datetime | None) -> bool:
    return start is None or end is None or end > start
