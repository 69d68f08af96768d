"""The things of the site file, and how each is entered, or changed where the file has changed.

Only what the file says differently from before is applied: what the desk did since stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from libs.events import replace
from libs.http import WHOLE, Body, Flag, Id
from services.access.acts.badges import carried, put_badge
from services.access.acts.log import enter
from services.access.acts.people import add_right, put_schedule
from services.access.bodies.badges import NewBadge
from services.access.bodies.people import NewPerson
from services.access.bodies.rights import NewRight
from services.access.bodies.schedules import NewSchedule
from services.access.bodies.words import Words
from services.access.bodies.zones import ChangeOfRules
from services.access.domain.door import HELD_OPEN_SECONDS, UNLOCK_SECONDS, Door
from services.access.domain.schedule import sound
from services.access.domain.site_item import SiteItem
from services.access.domain.zone import Rules, Zone
from services.access.store import AccessUnit

Seconds = Annotated[int, Field(ge=1, le=3_600), WHOLE]


class SiteZone(Body):
    """An area behind doors."""

    id: Id
    name: Words
    outdoors: Flag = False
    """Nobody is counted there."""
    egress: tuple[Id, ...] = ()
    """The doors that its fire alarm frees."""
    rules: ChangeOfRules = ChangeOfRules()


class SiteDoor(Body):
    """A door: `in` leads to the zone `to`, `out` to the zone `from`."""

    id: Id
    name: Words
    from_zone: Id = Field(alias="from")
    to: Id
    unlock_seconds: Seconds = UNLOCK_SECONDS
    held_open_seconds: Seconds = HELD_OPEN_SECONDS
    interlock: tuple[Id, ...] = ()
    """The doors that must be closed and locked before this one lets anybody in; each of them names this one."""


Entry = SiteZone | SiteDoor | NewSchedule | NewPerson | NewBadge | NewRight


def apply(unit: AccessUnit, name: str, entry: Entry, before: SiteItem | None) -> str:
    """Enters the thing, or changes it; the id that it was given, where the file does not name one."""
    made = APPLIED[type(entry)](unit, entry, before)
    kind = "site-entered" if before is None else "site-changed"
    enter(unit, kind, name, person=_whom(entry), entry=entry.model_dump(mode="json", by_alias=True, exclude_unset=True))
    return made


def _whom(entry: Entry) -> str | None:
    if isinstance(entry, NewPerson):
        return entry.id
    return entry.person if isinstance(entry, NewBadge | NewRight) else None


def _zone(unit: AccessUnit, entry: SiteZone, before: SiteItem | None) -> str:
    known, rules = unit.zones.get(entry.id), entry.rules.applied_to(Rules())
    if known is None:
        unit.guard_all(Zone)  # who changes a schedule meanwhile has to guard this one, too
        unit.save(Zone(entry.id, entry.name, entry.outdoors, entry.egress, rules).registered(unit.now))
        return ""
    changed = replace(known, name=entry.name, outdoors=entry.outdoors, egress=entry.egress)
    if before is None or SiteZone.model_validate_json(before.said).rules != entry.rules:
        changed = changed.ruled(rules)
    unit.save(changed.registered(unit.now) if entry.name != known.name else (changed, ()))
    return ""


def _door(unit: AccessUnit, entry: SiteDoor, _: SiteItem | None) -> str:
    known = unit.doors.get(entry.id) or Door(entry.id, entry.name, entry.from_zone, entry.to)
    changed = replace(
        known, name=entry.name, from_zone=entry.from_zone, to_zone=entry.to,
        unlock_seconds=entry.unlock_seconds, held_open_seconds=entry.held_open_seconds,
        interlock=entry.interlock,
    )  # fmt: skip
    unit.put(changed)
    return ""


def _schedule(unit: AccessUnit, entry: NewSchedule, _: SiteItem | None) -> str:
    known = unit.schedules.get(entry.id)
    put_schedule(unit, replace(sound(entry.schedule()), ended_at=known.ended_at if known else None))
    return ""


def _person(unit: AccessUnit, entry: NewPerson, _: SiteItem | None) -> str:
    said = entry.person()
    known = unit.people.get(entry.id) or replace(said, registered_at=unit.now)
    unit.put(replace(known, name=said.name, employer=said.employer, kind=said.kind, leaves_on=said.leaves_on))
    return ""


def _badge(unit: AccessUnit, entry: NewBadge, _: SiteItem | None) -> str:
    said = entry.badge()
    known = carried(unit, said.id)
    put_badge(unit, entry.person, said.declared(known[1].state) if known else said)
    return ""


def _right(unit: AccessUnit, entry: NewRight, before: SiteItem | None) -> str:
    if before is None:
        return add_right(unit, entry.person, entry.right()).id
    unit.put(unit.people.need(entry.person).with_right(entry.right(before.made)))
    return before.made


APPLIED: dict[type, Callable[[AccessUnit, Any, SiteItem | None], str]] = {
    SiteZone: _zone,
    SiteDoor: _door,
    NewSchedule: _schedule,
    NewPerson: _person,
    NewBadge: _badge,
    NewRight: _right,
}
