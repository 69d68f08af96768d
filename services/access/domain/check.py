"""Checks: a badge is shown at a door, and decided on by a table of reasons, from what is known then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from libs.events import Event, Outcome, Value
from services.access.domain.badge import Badge, BadgeState
from services.access.domain.door import Door
from services.access.domain.passage import Direction, Grant
from services.access.domain.person import Person, Right
from services.access.domain.schedule import Schedule
from services.access.domain.zone import Alarm, AntiPassback, Zone
from services.access.events import BadgeDenied, BadgeGranted, Duress, OfflineContradicted

ESCORT_WINDOW = timedelta(seconds=15)
"""So long after an escort's grant the escorted person may show their badge [K]."""


class Reason(StrEnum):
    """Why a check was granted or denied (public-face.md, access)."""

    OK = "ok"
    OK_EXIT_ALWAYS_FREE = "ok_exit_always_free"
    OK_SOFT_VIOLATION = "ok_soft_violation"
    OK_DURESS = "ok_duress"
    FIRE = "fire"
    LOCKDOWN = "lockdown"
    UNKNOWN_CREDENTIAL = "unknown_credential"
    BADGE_LOST = "badge_lost"
    BADGE_REVOKED = "badge_revoked"
    BADGE_EXPIRED = "badge_expired"
    BADGE_NOT_YET_VALID = "badge_not_yet_valid"
    PERSON_LEFT = "person_left"
    DENIED_BY_RULE = "denied_by_rule"
    NO_RIGHT = "no_right"
    OUTSIDE_SCHEDULE = "outside_schedule"
    ANTI_PASSBACK = "anti_passback"
    ZONE_FULL = "zone_full"
    INTERLOCK = "interlock"
    SECOND_PERSON_NEEDED = "second_person_needed"
    ESCORT_NEEDED = "escort_needed"

    @property
    def granted(self) -> bool:
        return self.startswith("ok")


class Verdict(StrEnum):
    """What one right had to say about a check."""

    DECIDES = "decides"
    DENIES = "denies"
    WOULD_DO = "would_do"
    OUTSIDE_ITS_HOURS = "outside_its_hours"
    BELOW_THREAT_LEVEL = "below_threat_level"


class Looked(Value):
    """A right that was looked at, by its id, as it stood then."""

    right: str
    schedule: str | None
    visit: str | None
    verdict: Verdict


class Shown(Value, dict=True):
    """A badge shown at a door, and all that the decision may know. `zone`: where the door leads.

    `interlocked`: the doors that must be shut first; `beside`: the other one of two persons, who may enter;
    `credential`: the badge's id, also where no such badge is known.
    """

    at: datetime
    direction: Direction
    door: Door
    zone: Zone
    badge: Badge | None
    person: Person | None
    schedules: Mapping[str, Schedule]
    duress: bool = False
    interlocked: tuple[Door, ...] = ()
    beside: Shown | None = None
    credential: str = ""

    @cached_property
    def rights(self) -> list[Right]:
        """The person's rights that speak of the zone at this moment, hours left aside."""
        return [r for r in self.person.rights if r.covers(self.zone.id, self.at)] if self.person else []

    @cached_property
    def open_now(self) -> frozenset[str]:
        """The schedules within whose hours the moment lies."""
        return frozenset(name for name, schedule in self.schedules.items() if schedule.is_open(self.at))

    def in_hours(self, right: Right) -> bool:
        """Whether the moment lies in the right's hours. A denial whose schedule has ended always denies."""
        if right.schedule is None:
            return True
        schedule = self.schedules.get(right.schedule)
        if schedule is None or schedule.has_ended(self.at):
            return right.deny
        return right.schedule in self.open_now

    def holds_now(self, right: Right) -> bool:
        """Whether the right holds at the zone's present threat level."""
        return right.deny or right.threat_level >= self.zone.rules.threat_level

    @cached_property
    def deciding(self) -> Right | None:
        """The right by which the person may enter: without escort first, a visit's before a standing one."""
        open = [right for right in self.rights if not right.deny and self.holds_now(right) and self.in_hours(right)]
        return min(open, key=lambda right: (right.escorted, right.visit is None), default=None)

    def looked_at(self) -> tuple[Looked, ...]:
        """Every right that speaks of the zone, with what it had to say: why the answer is what it is."""
        return tuple(Looked(r.id, r.schedule, r.visit, self._verdict(r)) for r in self.rights)

    def grant(self, check: str) -> Grant:
        """The door unlocked for them. Who comes in comes by the right that decides; who goes out needs none."""
        right = self.deciding if self.direction is Direction.IN else None
        person = self.person.id if self.person else None
        return Grant(
            check, person, self.direction, self.zone.id, self.at, self.at + self.door.window,
            visit=right.visit if right else None, escorted=right is not None and right.escorted,
        )  # fmt: skip

    def _verdict(self, right: Right) -> Verdict:
        if not self.in_hours(right):
            return Verdict.OUTSIDE_ITS_HOURS
        if right.deny:
            return Verdict.DENIES
        if not self.holds_now(right):
            return Verdict.BELOW_THREAT_LEVEL
        return Verdict.DECIDES if right == self.deciding else Verdict.WOULD_DO


def _badge_is(state: BadgeState) -> Callable[[Shown], bool]:
    return lambda s: s.badge is not None and s.badge.state is state


def _denied_by_rule(s: Shown) -> bool:
    """A denial that holds now; or a threat level above all that the person is given."""
    rights = s.rights
    if any(right.deny and s.in_hours(right) for right in rights):
        return True
    given = [right for right in rights if not right.deny]
    return bool(given) and not any(s.holds_now(right) for right in given)


def _no_right(s: Shown) -> bool:
    return all(right.deny for right in s.rights)


def _violates_passback(s: Shown) -> bool:
    """Whether the person is taken to be in the zone already, or has just been granted entry to it."""
    rules, person = s.zone.rules, s.person
    if person is None or rules.anti_passback is AntiPassback.OFF:
        return False
    if person.reserved is not None and person.reserved.zone == s.zone.id and person.reserved.holds(s.at):
        return True
    if person.zone != s.zone.id or person.forgiven(s.at):
        return False
    if rules.anti_passback is AntiPassback.TIMED and person.since is not None:
        return s.at < person.since + timedelta(minutes=rules.minutes or 0)
    return True


def _passback_refused(s: Shown) -> bool:
    return s.zone.rules.anti_passback is not AntiPassback.SOFT and _violates_passback(s)


def _zone_full(s: Shown) -> bool:
    people = frozenset(one.person.id for one in (s, s.beside) if one is not None and one.person is not None)
    return not s.zone.has_place_for(people, s.at)


def _interlocked(s: Shown) -> bool:
    return not all(door.shut(s.at) for door in s.interlocked)


def _second_person_needed(s: Shown) -> bool:
    return s.zone.rules.two_person and s.beside is None


def _escort_needed(s: Shown) -> bool:
    """Whether the right asks for an escort and nobody who needs none was let in here just before."""
    right = s.deciding
    if right is None or not right.escorted or s.person is None:
        return False
    other = s.beside.deciding if s.beside is not None else None
    if other is not None and not other.escorted:
        return False
    return not any(
        grant.direction is s.direction and grant.person not in (None, s.person.id) and not grant.escorted
        and timedelta(0) <= s.at - grant.at <= ESCORT_WINDOW
        for grant in s.door.grants
    )  # fmt: skip


REFUSALS: tuple[tuple[Reason, Callable[[Shown], bool]], ...] = (
    (Reason.FIRE, lambda s: s.zone.alarm is not Alarm.NONE),
    (Reason.LOCKDOWN, lambda s: s.zone.rules.lockdown),
    (Reason.UNKNOWN_CREDENTIAL, lambda s: s.badge is None or s.person is None),
    (Reason.BADGE_LOST, _badge_is(BadgeState.LOST)),
    (Reason.BADGE_REVOKED, _badge_is(BadgeState.REVOKED)),
    (Reason.BADGE_EXPIRED, lambda s: s.badge is not None and s.badge.expired(s.at)),
    (Reason.BADGE_NOT_YET_VALID, lambda s: s.badge is not None and s.badge.not_yet_valid(s.at)),
    (Reason.PERSON_LEFT, lambda s: s.person is not None and s.person.has_left(s.at)),
    (Reason.DENIED_BY_RULE, _denied_by_rule),
    (Reason.NO_RIGHT, _no_right),
    (Reason.OUTSIDE_SCHEDULE, lambda s: s.deciding is None),
    (Reason.ANTI_PASSBACK, _passback_refused),
    (Reason.ZONE_FULL, _zone_full),
    (Reason.INTERLOCK, _interlocked),
    (Reason.SECOND_PERSON_NEEDED, _second_person_needed),
    (Reason.ESCORT_NEEDED, _escort_needed),
)
"""Why an entry is refused; the first that applies is the one told. Exits are never refused."""


OF_THE_MOMENT = frozenset({Reason.FIRE, Reason.LOCKDOWN, Reason.ANTI_PASSBACK, Reason.ZONE_FULL, Reason.INTERLOCK})
OF_TWO = frozenset({Reason.SECOND_PERSON_NEEDED, Reason.ESCORT_NEEDED})
BY_LIST = frozenset(reason for reason, _ in REFUSALS) - OF_THE_MOMENT - OF_TWO
"""What access can say of another moment: badges, people, rights and their hours; not how things stood then."""


def decide(shown: Shown) -> Reason:
    """The one reason for which the check is granted or denied."""
    if shown.direction is Direction.OUT:
        return Reason.OK_EXIT_ALWAYS_FREE
    for reason, applies in REFUSALS:
        if applies(shown):
            return reason
    if shown.duress:
        return Reason.OK_DURESS
    return Reason.OK_SOFT_VIOLATION if _violates_passback(shown) else Reason.OK


class Check(Value):
    """One decision, as it is kept. `unlock_seconds` is 0 when denied; `right`: the one that decided.

    `rights`: all that were looked at; `beside`: the check of the other one of two persons; `offline`: the door's own;
    `drill`: refused for a fire that is an exercise.
    """

    id: str
    door: str
    direction: Direction
    badge: str
    at: datetime
    zone: str
    person: str | None
    reason: Reason
    unlock_seconds: int
    right: str | None = None
    duress: bool = False
    rights: tuple[Looked, ...] = ()
    beside: str | None = None
    offline: bool = False
    drill: bool = False

    @classmethod
    def of(cls, id: str, shown: Shown, reason: Reason) -> Check:
        """The decision on what was shown."""
        right = shown.deciding if shown.direction is Direction.IN else None
        return cls(
            id=id, door=shown.door.id, direction=shown.direction, badge=shown.credential, at=shown.at,
            zone=shown.zone.id, person=shown.person.id if shown.person else None, reason=reason,
            unlock_seconds=shown.door.unlock_seconds if reason.granted else 0, right=right.id if right else None,
            duress=shown.duress, rights=shown.looked_at(), drill=reason is Reason.FIRE and shown.zone.drill,
        )  # fmt: skip

    def told(self) -> Outcome[Check]:
        """The check with its events: granted or denied, and the silent alarm."""
        at, door, zone, person = self.at, self.door, self.zone, self.person
        said: dict[str, Any] = {"check": self.id, "door": door, "zone": zone, "person": person}
        said |= {"reason": self.reason.value, "offline": self.offline}
        granted = self.reason.granted
        events: list[Event] = [
            BadgeGranted(time=at, **said) if granted else BadgeDenied(time=at, drill=self.drill, **said)
        ]
        if self.duress:
            events.append(Duress(time=at, check=self.id, door=door, zone=zone, person=person))
        return self, events

    def told_later(self, own: Reason) -> Outcome[Check]:
        """The decision of a door that was alone, with its events; `own`: what access says of it."""
        check, events = self.told()
        granted = self.reason.granted
        if granted == own.granted or (granted and own not in BY_LIST):
            return check, events
        contradicted = OfflineContradicted(
            time=self.at, check=self.id, door=self.door, zone=self.zone, person=self.person, granted=granted,
            reason=own.value,
        )  # fmt: skip
        return check, (*events, contradicted)
