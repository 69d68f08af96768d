"""The desk's acts on people, rights and schedules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from libs.events import Refused, replace
from services.access.acts.faults import all_hold, ends_after, hold
from services.access.acts.log import enter
from services.access.domain.person import Forgiven, Person, Right
from services.access.domain.schedule import Schedule, sound
from services.access.domain.zone import Zone
from services.access.store import AccessUnit

T = TypeVar("T")


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
        lambda: hold(ends_after(right.starts, right.until), "/until", "the end is not after the start"),
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
    rest = [right for right in rights if number.isdigit() and right.number > int(number)]
    return carried_after(unit, holder, rest, limit, lambda person: person.rights)


def carried_after(
    unit: AccessUnit, holder: str, rest: Iterable[T], limit: int, carried: Callable[[Person], Iterable[T]]
) -> list[tuple[str, T]]:
    """At most `limit` of what people carry, each with whose it is: the `rest` of a holder's, and of those after."""
    found = [(holder, one) for one in rest]
    while len(found) < limit and (people := unit.people.page(holder, limit)):
        found += [(person.id, one) for person in people for one in carried(person)]
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
