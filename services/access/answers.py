"""What access answers over HTTP: shapes as in public-face.md."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from libs.http import Answer, At
from services.access.domain.badge import Badge, BadgeState
from services.access.domain.check import Check
from services.access.domain.door import Door
from services.access.domain.muster import Muster
from services.access.domain.passage import Direction
from services.access.domain.person import Kind, Person, Right
from services.access.domain.schedule import Day, Holidays, Schedule
from services.access.domain.visit import Escort, Visit, VisitState
from services.access.domain.zone import Alarm, AntiPassback, Zone


class PersonAnswer(Answer):
    """`zone`: where the person is, null outside; `since`: when they came there."""

    id: str
    name: str
    employer: str
    kind: Kind
    leaves_on: date | None
    ended_at: At | None
    zone: str | None
    since: At | None

    @classmethod
    def of(cls, person: Person) -> PersonAnswer:
        return cls(
            id=person.id, name=person.name, employer=person.employer, kind=person.kind,
            leaves_on=person.leaves_on, ended_at=person.ended_at, zone=person.zone, since=person.since,
        )  # fmt: skip


class BadgeAnswer(Answer):
    id: str
    person: str
    facility: int
    card: int
    valid_from: At | None
    valid_until: At | None
    state: BadgeState

    @classmethod
    def of(cls, badge: Badge) -> BadgeAnswer:
        return cls(
            id=badge.id, person=badge.person, facility=badge.facility, card=badge.card,
            valid_from=badge.valid_from, valid_until=badge.valid_until, state=badge.state,
        )  # fmt: skip


class HoursAnswer(Answer):
    days: tuple[Day, ...]
    opens: str = Field(serialization_alias="from")
    to: str


class HoursOfOneDayAnswer(Answer):
    on: date
    opens: str | None = Field(serialization_alias="from")
    to: str | None


class ScheduleAnswer(Answer):
    id: str
    weekly: list[HoursAnswer]
    holidays: Holidays
    exceptions: list[HoursOfOneDayAnswer]
    ended_at: At | None

    @classmethod
    def of(cls, schedule: Schedule) -> ScheduleAnswer:
        return cls(
            id=schedule.id,
            weekly=[HoursAnswer(days=w.days, opens=w.opens, to=w.closes) for w in schedule.weekly],
            holidays=schedule.holidays,
            exceptions=[HoursOfOneDayAnswer(on=o.on, opens=o.opens, to=o.closes) for o in schedule.exceptions],
            ended_at=schedule.ended_at,
        )


class RightAnswer(Answer):
    """`visit`: the visit it comes with, and ends with."""

    id: str
    person: str
    zone: str
    schedule: str | None
    starts: At | None = Field(serialization_alias="from")
    until: At | None
    deny: bool
    visit: str | None

    @classmethod
    def of(cls, person: str, right: Right) -> RightAnswer:
        return cls(
            id=right.id, person=person, zone=right.zone, schedule=right.schedule, starts=right.starts,
            until=right.until, deny=right.deny, visit=right.visit,
        )  # fmt: skip


class VisitAnswer(Answer):
    """`from` and `until` as agreed; `started_at` and `ended_at` as it was."""

    id: str
    person: str
    sponsor: str
    purpose: str
    zones: tuple[str, ...]
    starts: At = Field(serialization_alias="from")
    until: At
    escort: Escort
    tenant: str | None
    state: VisitState
    started_at: At | None
    ended_at: At | None

    @classmethod
    def of(cls, visit: Visit) -> VisitAnswer:
        return cls(
            id=visit.id, person=visit.person, sponsor=visit.sponsor, purpose=visit.purpose, zones=visit.zones,
            starts=visit.starts, until=visit.until, escort=visit.escort, tenant=visit.tenant,
            state=visit.state, started_at=visit.started_at, ended_at=visit.ended_at,
        )  # fmt: skip


class ZoneAnswer(Answer):
    """`alarm`: the zone's fire alarm as doors follow it; `released`: its way out is free."""

    id: str
    name: str
    outdoors: bool
    count: int
    alarm: Alarm
    released: bool
    anti_passback: AntiPassback
    minutes: int | None
    capacity: int | None
    lockdown: bool

    @classmethod
    def of(cls, zone: Zone) -> ZoneAnswer:
        rules = zone.rules
        return cls(
            id=zone.id, name=zone.name, outdoors=zone.outdoors, count=len(zone.people), alarm=zone.alarm,
            released=zone.released, anti_passback=rules.anti_passback, minutes=rules.minutes,
            capacity=rules.capacity, lockdown=rules.lockdown,
        )  # fmt: skip


class DoorAnswer(Answer):
    """`open`: null while that is not known; `released`: free because of a fire alarm."""

    id: str
    name: str
    from_zone: str = Field(serialization_alias="from")
    to: str
    released: bool
    open: bool | None
    contact: Literal["ok", "lost"]

    @classmethod
    def of(cls, door: Door) -> DoorAnswer:
        return cls(
            id=door.id, name=door.name, from_zone=door.from_zone, to=door.to_zone, released=door.released,
            open=door.open, contact="lost" if door.contact_lost else "ok",
        )  # fmt: skip


class CheckAnswer(Answer):
    """`zone`: where the door leads; `person`: null for a strange badge; `unlock_seconds`: 0 when denied."""

    id: str
    decision: Literal["granted", "denied"]
    reason: str
    person: str | None
    zone: str
    unlock_seconds: int

    @classmethod
    def of(cls, check: Check) -> CheckAnswer:
        return cls(
            id=check.id, decision="granted" if check.reason.granted else "denied", reason=check.reason.value,
            person=check.person, zone=check.zone, unlock_seconds=check.unlock_seconds,
        )  # fmt: skip


class KeptCheckAnswer(CheckAnswer):
    """A past check."""

    door: str
    direction: Direction
    at: At

    @classmethod
    def kept(cls, check: Check) -> KeptCheckAnswer:
        told = CheckAnswer.of(check)
        return cls(**told.model_dump(), door=check.door, direction=check.direction, at=check.at)


class OccupancyAnswer(Answer):
    zone: str
    people: tuple[str, ...]
    count: int
    as_of: At

    @classmethod
    def of(cls, zone: Zone, now: datetime) -> OccupancyAnswer:
        return cls(zone=zone.id, people=zone.people, count=len(zone.people), as_of=now)


class MusterListAnswer(Answer):
    """Who is where: as frozen at the alarm, or, when `frozen` is false, as it is `at` this moment."""

    frozen: bool
    at: At
    zones: dict[str, tuple[str, ...]]
    unaccounted: tuple[str, ...]

    @classmethod
    def of(cls, muster: Muster, everybody: dict[str, tuple[str, ...]], now: datetime) -> MusterListAnswer:
        if muster.frozen_at is None:
            return cls(frozen=False, at=now, zones=everybody, unaccounted=())
        return cls(frozen=True, at=muster.frozen_at, zones=muster.people_by_zone, unaccounted=muster.unaccounted)


class SecuredAnswer(Answer):
    """`doors`: those that nothing keeps free any more."""

    zone: str
    doors: tuple[str, ...]
    by: str
    at: At
