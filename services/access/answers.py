"""What access answers over HTTP: shapes as in public-face.md."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from libs.http import Answer, At
from services.access.acts.privacy import Known
from services.access.domain.act import Act
from services.access.domain.badge import Badge, BadgeState
from services.access.domain.check import Check, Reason, Verdict
from services.access.domain.door import Door
from services.access.domain.muster import Muster
from services.access.domain.passage import Direction
from services.access.domain.person import Kind, Person, Right
from services.access.domain.retention import Kept, identity
from services.access.domain.schedule import Day, Holidays, Schedule
from services.access.domain.visit import Escort, Visit, VisitState
from services.access.domain.zone import Alarm, AntiPassback, Zone


class PersonAnswer(Answer):
    """A person, and where they are."""

    id: str
    name: str
    employer: str
    kind: Kind
    leaves_on: date | None
    """The last day on which the person may enter."""
    ended_at: At | None
    """From when on they may enter nothing."""
    zone: str | None
    """Where the person is; null: outside."""
    since: At | None
    """When they came there."""

    @classmethod
    def of(cls, person: Person) -> PersonAnswer:
        return cls(
            id=person.id, name=person.name, employer=person.employer, kind=person.kind,
            leaves_on=person.leaves_on, ended_at=person.ended_at, zone=person.zone, since=person.since,
        )  # fmt: skip


class BadgeAnswer(Answer):
    """A badge."""

    id: str
    """`{facility}-{card}`"""
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
    """Hours of some days of the week, in the site's time."""

    days: tuple[Day, ...]
    opens: str = Field(serialization_alias="from")
    to: str


class HoursOfOneDayAnswer(Answer):
    """Hours of one day instead of its usual ones; nulls: closed all day."""

    on: date
    opens: str | None = Field(serialization_alias="from")
    to: str | None


class ScheduleAnswer(Answer):
    """The hours in which rights apply."""

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
    """A right, or a denial."""

    id: str
    person: str
    zone: str
    schedule: str | None
    starts: At | None = Field(serialization_alias="from")
    until: At | None
    deny: bool
    """The person may not enter, whatever else they are given."""
    threat_level: int
    """The highest threat level of the zone at which it holds."""
    visit: str | None
    """The visit that it comes with, and ends with."""

    @classmethod
    def of(cls, person: str, right: Right) -> RightAnswer:
        return cls(
            id=right.id, person=person, zone=right.zone, schedule=right.schedule, starts=right.starts,
            until=right.until, deny=right.deny, threat_level=right.threat_level, visit=right.visit,
        )  # fmt: skip


class VisitAnswer(Answer):
    """A visit, as agreed and as it was."""

    id: str
    person: str
    sponsor: str
    """Who answers for it."""
    purpose: str
    zones: tuple[str, ...]
    starts: At = Field(serialization_alias="from")
    """As agreed."""
    until: At
    """As agreed."""
    escort: Escort
    tenant: str | None
    """Who is billed."""
    badge: str | None
    """Lent for its hours."""
    state: VisitState
    started_at: At | None
    """When the visitor came in."""
    ended_at: At | None
    """When it was over."""

    @classmethod
    def of(cls, visit: Visit) -> VisitAnswer:
        return cls(
            id=visit.id, person=visit.person, sponsor=visit.sponsor, purpose=visit.purpose, zones=visit.zones,
            starts=visit.starts, until=visit.until, escort=visit.escort, tenant=visit.tenant,
            badge=visit.badge, state=visit.state, started_at=visit.started_at, ended_at=visit.ended_at,
        )  # fmt: skip


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
            released=zone.released, anti_passback=rules.anti_passback, minutes=rules.minutes,
            capacity=rules.capacity, two_person=rules.two_person, threat_level=rules.threat_level,
            lockdown=rules.lockdown, escorted=zone.escorted,
        )  # fmt: skip


class DoorAnswer(Answer):
    """A door as it stands."""

    id: str
    name: str
    from_zone: str = Field(serialization_alias="from")
    """The zone that one comes from."""
    to: str
    """The zone that it leads to."""
    released: bool
    """Free because of a fire alarm."""
    open: bool | None
    """Null while that is not known."""
    contact: Literal["ok", "lost"]
    interlock: tuple[str, ...]
    """The doors that must be closed and locked before this one lets anybody in."""

    @classmethod
    def of(cls, door: Door) -> DoorAnswer:
        return cls(
            id=door.id, name=door.name, from_zone=door.from_zone, to=door.to_zone, released=door.released,
            open=door.open, contact="lost" if door.contact_lost else "ok", interlock=door.interlock,
        )  # fmt: skip


class CheckAnswer(Answer):
    """What was decided on a badge."""

    id: str
    decision: Literal["granted", "denied"]
    reason: Reason
    """The first that applies."""
    person: str | None
    """Whose badge it is; null for a strange one."""
    zone: str
    """Where the door leads."""
    unlock_seconds: int
    """For how long the door is unlocked; 0 when denied."""

    @classmethod
    def of(cls, check: Check) -> CheckAnswer:
        return cls(
            id=check.id, decision="granted" if check.reason.granted else "denied", reason=check.reason,
            person=check.person, zone=check.zone, unlock_seconds=check.unlock_seconds,
        )  # fmt: skip


class LookedAnswer(Answer):
    """A right that was looked at, as it stood then."""

    right: str
    schedule: str | None
    visit: str | None
    verdict: Verdict
    """`decides`: by it the person may enter; `would_do`: it would have done as well."""


class KeptCheckAnswer(CheckAnswer):
    """A past check, and why it was decided so."""

    door: str
    direction: Direction
    at: At
    right: str | None
    """The right by which the person may enter."""
    rights: tuple[LookedAnswer, ...]
    """Those that spoke of the zone at that time."""
    beside: str | None
    """Of the first of two persons: the check of the second."""

    @classmethod
    def kept(cls, check: Check) -> KeptCheckAnswer:
        told = CheckAnswer.of(check)
        looked = tuple(
            LookedAnswer(right=one.right, schedule=one.schedule, visit=one.visit, verdict=one.verdict)
            for one in check.rights
        )
        return cls(
            **told.model_dump(), door=check.door, direction=check.direction, at=check.at, right=check.right,
            rights=looked, beside=check.beside,
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
    at: At
    """Of when it is."""
    zones: dict[str, tuple[str, ...]]
    """The people of each zone."""
    unaccounted: tuple[str, ...]
    """Who was neither seen nor is safe; empty while nothing is frozen."""

    @classmethod
    def of(cls, muster: Muster, everybody: dict[str, tuple[str, ...]], now: datetime) -> MusterListAnswer:
        if muster.frozen_at is None:
            return cls(frozen=False, at=now, zones=everybody, unaccounted=())
        return cls(frozen=True, at=muster.frozen_at, zones=muster.people_by_zone, unaccounted=muster.unaccounted)


class SecuredAnswer(Answer):
    """Doors were taken back."""

    zone: str
    doors: tuple[str, ...]
    """Those that nothing keeps free any more."""
    by: str
    at: At


class ActAnswer(Answer):
    """An administrative act."""

    id: str
    kind: str
    """Such as `badge-lent`."""
    about: str
    """The id of what it was done to."""
    person: str | None
    """Whom it concerns, if anybody."""
    by: str
    """Whose token it was."""
    at: At
    said: dict[str, Any] | None
    """What it said; null once that has been erased."""
    sealed: str
    """The hash of what it said, as its event has it."""

    @classmethod
    def of(cls, act: Act) -> ActAnswer:
        return cls(
            id=act.id, kind=act.kind, about=act.subject, person=act.person, by=act.by, at=act.at,
            said=None if act.said is None else json.loads(act.said), sealed=act.sealed,
        )  # fmt: skip


class KeptAnswer(Answer):
    """What is kept of a person, and why."""

    what: Literal["identity", "movements"]
    why: str
    until: At | None
    """Null while the reason has no end yet."""

    @classmethod
    def of(cls, kept: Kept) -> KeptAnswer:
        return cls(what=kept.what, why=kept.why, until=kept.until)


class PersonalDataAnswer(Answer):
    """All that is kept of a person."""

    person: PersonAnswer
    rights: list[RightAnswer]
    badges: list[BadgeAnswer]
    visits: list[VisitAnswer]
    checks: list[KeptCheckAnswer]
    acts: list[ActAnswer]
    """What was done about the person."""
    kept: KeptAnswer
    """How long who they are is kept."""

    @classmethod
    def of(cls, known: Known, now: datetime) -> PersonalDataAnswer:
        person = known.person
        return cls(
            person=PersonAnswer.of(person), rights=[RightAnswer.of(person.id, right) for right in person.rights],
            badges=[BadgeAnswer.of(badge) for badge in known.badges],
            visits=[VisitAnswer.of(visit) for visit in known.visits],
            checks=[KeptCheckAnswer.kept(check) for check in known.checks],
            acts=[ActAnswer.of(act) for act in known.acts], kept=KeptAnswer.of(identity(person, known.visits, now)),
        )  # fmt: skip


class ErasureAnswer(Answer):
    """What became of a person's data."""

    person: str
    erased: list[str]
    kept: list[KeptAnswer]
    """What the law wants kept."""

    @classmethod
    def of(cls, person: str, erased: list[str], kept: list[Kept]) -> ErasureAnswer:
        return cls(person=person, erased=erased, kept=[KeptAnswer.of(one) for one in kept])
