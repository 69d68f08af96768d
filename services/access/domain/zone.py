"""Zones: areas behind doors. Who is inside, what rules they carry, and whether a fire closes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from libs.events import Event, Outcome, Refused, Value, replace
from services.access.domain.passage import Reservation
from services.access.events import (
    DoorsReleased,
    DoorsSecured,
    EscortMissing,
    EscortRestored,
    MusterFrozen,
    ZoneOccupancyChanged,
    ZoneRegistered,
)

TOLD_AGAIN = timedelta(days=60)
"""So long after who is inside was told, it is told again: a month before that expires [K]."""


class AntiPassback(StrEnum):
    """Somebody enters the zone that they are in: never mind, let them and tell, refuse, refuse for a time."""

    OFF = "off"
    SOFT = "soft"
    HARD = "hard"
    TIMED = "timed"


class Alarm(StrEnum):
    """The fire alarm of a zone, as far as doors follow it."""

    NONE = "none"
    PRE_ACTIVATED = "pre_activated"
    ACTIVATED = "activated"


class Rules(Value):
    """What a zone asks of those who enter. `minutes`: presence time-out of timed anti-passback.

    `two_person`: nobody enters alone; `threat_level`: from which on rights below it do not hold.
    """

    anti_passback: AntiPassback = AntiPassback.OFF
    minutes: int | None = None
    capacity: int | None = None
    two_person: bool = False
    threat_level: int = 0
    lockdown: bool = False

    def sound(self) -> Rules:
        """The rules, if they do not contradict each other. Raises `Refused`."""
        if self.anti_passback is AntiPassback.TIMED and self.minutes is None:
            raise Refused("invalid", "timed anti-passback needs its presence time-out in minutes", "/minutes")
        if self.two_person and self.capacity == 1:
            raise Refused("invalid", "two persons do not fit into a capacity of 1", "/capacity")
        return self


class Zone(Value):
    """An area behind doors. In one that is `outdoors` nobody is counted.

    `egress`: the doors of its way out. `reserved`: places held by grants, kept where there is a capacity.
    `escorted`: those inside who may stay only with an escort; `alone`: they are, and it was told.
    `released`: its way out was freed by an alarm and no person has secured it yet; `drill`: all of that is an
    exercise. `told_at`: event time at which who is inside was last told.
    """

    id: str
    name: str
    outdoors: bool = False
    egress: tuple[str, ...] = ()
    rules: Rules = Rules()
    people: tuple[str, ...] = ()
    reserved: tuple[Reservation, ...] = ()
    escorted: tuple[str, ...] = ()
    alone: bool = False
    alarm: Alarm = Alarm.NONE
    released: bool = False
    drill: bool = False
    told_at: datetime | None = None

    def registered(self, at: datetime) -> Outcome[Zone]:
        """The zone, told to the others unless nobody is ever counted in it."""
        return self, () if self.outdoors else (ZoneRegistered(time=at, zone=self.id, name=self.name),)

    def ruled(self, rules: Rules) -> Zone:
        """The zone with other rules. Raises `Refused` when they contradict each other."""
        return replace(self, rules=rules.sound())

    # -- people

    def has_place_for(self, people: frozenset[str], at: datetime) -> bool:
        """Whether these may come in together: those inside and those granted and still expected count."""
        if self.rules.capacity is None or people.issubset(self.people):
            return True
        expected = {place.person for place in self.reserved if place.holds(at)}
        return len(expected.union(self.people, people)) <= self.rules.capacity

    def expecting(self, place: Reservation, at: datetime) -> Zone:
        """The zone with a place held; places whose time is up are given back."""
        held = (other for other in self.reserved if other.holds(at))
        return replace(self, reserved=(*held, place))

    def answered(self, check: str) -> Zone:
        """The zone without the place held by a grant whose door has opened, wherever its person is by now."""
        held = tuple(place for place in self.reserved if place.check != check)
        return self if held == self.reserved else replace(self, reserved=held)

    def entered(self, person: str, check: str, at: datetime, escorted: bool = False) -> Outcome[Zone]:
        """Somebody is inside; the place held by their grant is taken."""
        beside = {*self.escorted, person} if escorted else {*self.escorted} - {person}
        here = replace(self.answered(check), escorted=tuple(sorted(beside)))
        return here.occupied(tuple(sorted({*self.people, person})), at)

    def left(self, person: str, at: datetime) -> Outcome[Zone]:
        """Somebody is no longer inside."""
        here = replace(self, escorted=tuple(other for other in self.escorted if other != person))
        return here.occupied(tuple(other for other in self.people if other != person), at)

    def watched_over(self, at: datetime) -> Outcome[Zone]:
        """Told when those who need an escort are left without one, and when they no longer are."""
        alone = bool(self.escorted) and set(self.people) == set(self.escorted)
        if alone == self.alone:
            return self, ()
        fact = EscortMissing if alone else EscortRestored
        return replace(self, alone=alone), (fact(time=at, zone=self.id, people=self.escorted),)

    def occupied(self, people: tuple[str, ...], at: datetime) -> Outcome[Zone]:
        """These are inside now; nothing is told when they were before."""
        return (self, ()) if people == self.people else replace(self, people=people).told(at)

    def told(self, at: datetime) -> Outcome[Zone]:
        """Who is inside, told as it is now."""
        event = ZoneOccupancyChanged(time=at, zone=self.id, people=self.people, count=len(self.people))
        return replace(self, told_at=at), (event,)

    # -- fire

    def pre_activated(self, *, drill: bool = False) -> Zone:
        """Nobody is let in; an alarm already activated stays so."""
        here = replace(self, drill=self.exercised(drill))
        return here if self.alarm is Alarm.ACTIVATED else replace(here, alarm=Alarm.PRE_ACTIVATED)

    def activated(
        self, at: datetime, muster: Mapping[str, tuple[str, ...]] | None, *, drill: bool = False
    ) -> Outcome[Zone]:
        """The way out is free. `muster`: who was where, if the list was frozen by this alarm."""
        exercise = self.exercised(drill)
        events: list[Event] = []
        if not self.released or (self.drill and not exercise):
            events.append(DoorsReleased(time=at, zone=self.id, doors=self.egress, drill=exercise))
        if muster is not None:
            events.append(MusterFrozen(time=at, zone=self.id, people_by_zone=dict(muster), drill=exercise))
        return replace(self, alarm=Alarm.ACTIVATED, released=True, drill=exercise), events

    def exercised(self, drill: bool) -> bool:
        """Whether all that stands is an exercise, once this comes to it: what is real stays so."""
        return drill and (self.drill or (self.alarm is Alarm.NONE and not self.released))

    def panel_reset(self) -> Zone:
        """Entries follow the usual rules again; released doors stay so until a person secures them."""
        return replace(self, alarm=Alarm.NONE, drill=self.drill and self.released)

    def secured(self, doors: tuple[str, ...], by: str, at: datetime) -> Outcome[Zone]:
        """The way out is closed again. Raises `Refused` before the panel's reset, or if it is not free."""
        if self.alarm is not Alarm.NONE:
            raise Refused("conflict", f"the fire panel of {self.id} has not been reset")
        if not self.released:
            raise Refused("conflict", f"no door of {self.id} is released")
        told = DoorsSecured(time=at, zone=self.id, doors=doors, by=by, drill=self.drill)
        return replace(self, released=False, drill=False), (told,)
