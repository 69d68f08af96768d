"""Zones, who is in them, and the muster."""

from __future__ import annotations

from datetime import datetime

from libs.http import Answer, At
from services.access.domain.muster import Muster
from services.access.domain.zone import Alarm, AntiPassback, Zone


class ZoneAnswer(Answer):
    """A zone with its rules."""

    id: str
    name: str
    outdoors: bool
    """Nobody is counted there."""
    count: int
    """People inside."""
    alarm: Alarm
    """The zone's fire alarm as doors follow it."""
    released: bool
    """Its way out is free."""
    drill: bool
    """All of that is an exercise."""
    anti_passback: AntiPassback
    minutes: int | None
    """After how many minutes a timed anti-passback forgets."""
    capacity: int | None
    """How many people may be inside; null: any number."""
    two_person: bool
    """Nobody is let in alone."""
    threat_level: int
    """Rights below it do not hold."""
    lockdown: bool
    """Nobody is let in."""
    escorted: tuple[str, ...]
    """Those inside who may stay only with an escort."""

    @classmethod
    def of(cls, zone: Zone) -> ZoneAnswer:
        rules = zone.rules
        return cls(
            id=zone.id, name=zone.name, outdoors=zone.outdoors, count=len(zone.people), alarm=zone.alarm,
            released=zone.released, drill=zone.drill, anti_passback=rules.anti_passback, minutes=rules.minutes,
            capacity=rules.capacity, two_person=rules.two_person, threat_level=rules.threat_level,
            lockdown=rules.lockdown, escorted=zone.escorted,
        )  # fmt: skip


class OccupancyAnswer(Answer):
    """Who is inside a zone."""

    zone: str
    people: tuple[str, ...]
    count: int
    as_of: At

    @classmethod
    def of(cls, zone: Zone, now: datetime) -> OccupancyAnswer:
        return cls(zone=zone.id, people=zone.people, count=len(zone.people), as_of=now)


class MusterListAnswer(Answer):
    """Who is where: as frozen at the alarm, or as it is now."""

    frozen: bool
    """An alarm has frozen it, and the doors are not secured yet."""
    drill: bool
    """It is an exercise."""
    at: At
    """Of when it is."""
    zones: dict[str, tuple[str, ...]]
    """The people of each zone."""
    unaccounted: tuple[str, ...]
    """Who was neither seen nor is safe; empty while nothing is frozen."""

    @classmethod
    def of(cls, muster: Muster, everybody: dict[str, tuple[str, ...]], now: datetime) -> MusterListAnswer:
        if muster.frozen_at is None:
            return cls(frozen=False, drill=False, at=now, zones=everybody, unaccounted=())
        return cls(
            frozen=True, drill=muster.drill, at=muster.frozen_at, zones=muster.people_by_zone,
            unaccounted=muster.unaccounted,
        )  # fmt: skip


class SecuredAnswer(Answer):
    """Doors were taken back."""

    zone: str
    doors: tuple[str, ...]
    """Those that nothing keeps free any more."""
    by: str
    at: At
