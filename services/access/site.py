"""Access's part of the site file: zones, doors, schedules, people, badges and rights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from difflib import get_close_matches
from functools import partial
from typing import Self

from pydantic import model_validator

from libs.events import Refused
from libs.http import Body
from services.access.acts.site_entries import Entry, SiteDoor, SiteZone, apply
from services.access.bodies.badges import NewBadge
from services.access.bodies.people import NewPerson
from services.access.bodies.rights import NewRight
from services.access.bodies.schedules import NewSchedule
from services.access.domain.schedule import sound
from services.access.domain.site_item import SiteItem
from services.access.domain.zone import Rules
from services.access.store import AccessUnit

Fault = tuple[str, str]
"""Where in the section, as a JSON pointer, and why."""


class Section(Body):
    """What `site.yaml` says under `access`."""

    zones: tuple[SiteZone, ...] = ()
    doors: tuple[SiteDoor, ...] = ()
    schedules: tuple[NewSchedule, ...] = ()
    people: tuple[NewPerson, ...] = ()
    badges: tuple[NewBadge, ...] = ()
    rights: tuple[NewRight, ...] = ()

    @model_validator(mode="after")
    def names_what_is_there(self) -> Self:
        """Every id that is named is declared, and declared once. Raises `Refused` with every fault."""
        faults = [*self._doubled(), *self._dangling(), *self._unsound()]
        if faults:
            raise Refused.many(faults)
        return self

    def _doubled(self) -> Iterator[Fault]:
        lists: dict[str, Sequence[SiteZone | SiteDoor | NewSchedule | NewPerson | NewBadge]] = {
            "zones": self.zones, "doors": self.doors, "schedules": self.schedules, "people": self.people,
            "badges": self.badges,
        }  # fmt: skip
        for name, entries in lists.items():
            ids = [entry.id for entry in entries]
            for n, id in enumerate(ids):
                if id in ids[:n]:
                    yield f"/{name}/{n}", f"{id} is declared twice"

    def _dangling(self) -> Iterator[Fault]:
        zones, doors = {zone.id for zone in self.zones}, {door.id for door in self.doors}
        people, schedules = {person.id for person in self.people}, {one.id for one in self.schedules}
        for n, zone in enumerate(self.zones):
            for m, door in enumerate(zone.egress):
                yield from unknown("door", door, doors, f"/zones/{n}/egress/{m}")
        for n, leaf in enumerate(self.doors):
            yield from unknown("zone", leaf.from_zone, zones, f"/doors/{n}/from")
            yield from unknown("zone", leaf.to, zones, f"/doors/{n}/to")
            for m, other in enumerate(leaf.interlock):
                yield from unknown("door", other, doors, f"/doors/{n}/interlock/{m}")
        for n, badge in enumerate(self.badges):
            yield from unknown("person", badge.person, people, f"/badges/{n}/person")
        for n, right in enumerate(self.rights):
            yield from unknown("person", right.person, people, f"/rights/{n}/person")
            yield from unknown("zone", right.zone, zones, f"/rights/{n}/zone")
            yield from unknown("schedule", right.schedule, schedules, f"/rights/{n}/schedule")

    def _unsound(self) -> Iterator[Fault]:
        for n, entry in enumerate(self.schedules):
            yield from faults_of(partial(sound, entry.schedule()), f"/schedules/{n}")
        locks = {leaf.id: leaf.interlock for leaf in self.doors}
        for n, leaf in enumerate(self.doors):
            for m, other in enumerate(leaf.interlock):
                if leaf.id not in locks.get(other, (leaf.id,)) or other == leaf.id:
                    yield f"/doors/{n}/interlock/{m}", f"{other} does not name {leaf.id}: an interlock is mutual"
        for n, zone in enumerate(self.zones):
            yield from faults_of(zone.rules.applied_to(Rules()).sound, f"/zones/{n}/rules")


def unknown(kind: str, id: str | None, known: Set[str], at: str) -> Iterator[Fault]:
    """The fault of naming what is not declared; a likely name is told."""
    if id is not None and id not in known:
        near = get_close_matches(id, sorted(known), 1)
        yield at, f"no {kind} {id}" + (f"; did you mean {near[0]}?" if near else "")


def faults_of(decide: Callable[[], object], at: str) -> Iterator[Fault]:
    """The faults for which something is refused, below `at`."""
    try:
        decide()
    except Refused as refusal:
        for where, why in refusal.faults:
            yield at + where, why


def load(section: Section, unit: AccessUnit) -> list[str]:
    """Applies what the file says anew of each thing; a sentence for each thing that it says no more."""
    entries = list(_entries(section))
    unit.prefetch((SiteItem, id) for id, _ in entries)
    for id, entry in entries:
        before, said = unit.site_items.get(id), entry.model_dump_json(by_alias=True, exclude_unset=True)
        if before is None or before.said != said:
            unit.put(SiteItem(id, said, apply(unit, id, entry, before)))
    named = {id for id, _ in entries}
    gone = (item.id for item in unit.site_items.where() if item.id not in named)
    return [f"{id.replace(':', ' ', 1)} is no longer in the site file; it stays as it is" for id in gone]


def _entries(section: Section) -> Iterator[tuple[str, Entry]]:
    """Everything in the section, each after what it refers to, with the id under which it is remembered."""
    yield from ((f"zone:{zone.id}", zone) for zone in section.zones)
    yield from ((f"door:{door.id}", door) for door in section.doors)
    yield from ((f"schedule:{schedule.id}", schedule) for schedule in section.schedules)
    yield from ((f"person:{person.id}", person) for person in section.people)
    yield from ((f"badge:{badge.id}", badge) for badge in section.badges)
    nth = Counter[str]()
    for right in section.rights:
        pair = f"{right.person}/{right.zone}"
        nth[pair] += 1
        yield f"right:{pair}/{nth[pair]}", right
