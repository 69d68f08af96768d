"""Checks: a badge is shown at a door, and decided on by a table of reasons, from what is known then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from libs.events import Event, Outcome
from services.access.domain.badge import Badge, BadgeState
from services.access.domain.door import Door
from services.access.domain.passage import Direction
from services.access.domain.person import Person, Right
from services.access.domain.schedule import Schedule
from services.access.domain.zone import Alarm, AntiPassback, Zone
from services.access.events import BadgeDenied, BadgeGranted, Duress

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
    ESCORT_NEEDED = "escort_needed"

    @property
    def granted(self) -> bool:
        return self.value.startswith("ok")


@dataclass(frozen=True, slots=True)
class Shown:
    """A badge shown at a door, and all that the decision may know. `zone`: where the door leads."""

    at: datetime
    direction: Direction
    door: Door
    zone: Zone
    badge: Badge | None
    person: Person | None
    schedules: Mapping[str, Schedule]
    duress: bool = False

    def rights(self) -> list[Right]:
        """The person's rights that speak of the zone at this moment, hours left aside."""
        return [r for r in self.person.rights if r.covers(self.zone.id, self.at)] if self.person else []

    def in_hours(self, right: Right) -> bool:
        """Whether the moment lies in the right's hours. A denial whose schedule has ended always denies."""
        if right.schedule is None:
            return True
        schedule = self.schedules.get(right.schedule)
        if schedule is None or schedule.has_ended(self.at):
            return right.deny
        return schedule.is_open(self.at)

    def deciding(self) -> Right | None:
        """The right by which the person may enter: without escort first, a visit's before a standing one."""
        open = [right for right in self.rights() if not right.deny and self.in_hours(right)]
        return min(open, key=lambda right: (right.escorted, right.visit is None), default=None)


def _badge_is(state: BadgeState) -> Callable[[Shown], bool]:
    return lambda s: s.badge is not None and s.badge.state is state


def _denied_by_rule(s: Shown) -> bool:
    return any(right.deny and s.in_hours(right) for right in s.rights())


def _no_right(s: Shown) -> bool:
    return all(right.deny for right in s.rights())


def _violates_passback(s: Shown) -> bool:
    """Whether the person is taken to be in the zone already, or has just been granted entry to it."""
    rules, person = s.zone.rules, s.person
    if person is None or rules.anti_passback is AntiPassback.OFF:
        return False
    if person.reserved is not None and person.reserved.zone == s.zone.id and person.reserved.holds(s.at):
        return True
    if person.zone != s.zone.id:
        return False
    if rules.anti_passback is AntiPassback.TIMED and person.since is not None:
        return s.at < person.since + timedelta(minutes=rules.minutes or 0)
    return True


def _passback_refused(s: Shown) -> bool:
    return s.zone.rules.anti_passback is not AntiPassback.SOFT and _violates_passback(s)


def _zone_full(s: Shown) -> bool:
    return s.person is not None and not s.zone.has_place_for(s.person.id, s.at)


def _escort_needed(s: Shown) -> bool:
    """Whether the right asks for an escort and nobody who needs none was let in here just before."""
    right = s.deciding()
    if right is None or not right.escorted or s.person is None:
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
    (Reason.OUTSIDE_SCHEDULE, lambda s: s.deciding() is None),
    (Reason.ANTI_PASSBACK, _passback_refused),
    (Reason.ZONE_FULL, _zone_full),
    (Reason.ESCORT_NEEDED, _escort_needed),
)
"""Why an entry is refused; the first that applies is the one told. Exits are never refused."""


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


@dataclass(frozen=True, slots=True)
class Check:
    """One decision, as it is kept. `unlock_seconds` is 0 when denied; `right`: the one that decided."""

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

    def told(self) -> Outcome[Check]:
        """The check with its events: granted or denied, and the silent alarm."""
        at, door, zone, person = self.at, self.door, self.zone, self.person
        fact = BadgeGranted if self.reason.granted else BadgeDenied
        events: list[Event] = [
            fact(time=at, check=self.id, door=door, zone=zone, person=person, reason=self.reason.value)
        ]
        if self.duress:
            events.append(Duress(time=at, check=self.id, door=door, zone=zone, person=person))
        return self, events
