"""People: access belongs to them, not to their badges. Where each is, and what each may enter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from libs.events import Event, Outcome, Refused, Value, replace
from services.access.domain.badge import Badge
from services.access.domain.passage import REMEMBERED, Grant, Reservation
from services.access.domain.schedule import SITE_TIME
from services.access.events import PassbackForgiven, PersonEntered, PersonLeft

MOST_STAYS = 8


class Kind(StrEnum):
    STAFF = "staff"
    CONTRACTOR = "contractor"
    VISITOR = "visitor"


class Right(Value):
    """A person may enter a zone, or, with `deny`, may not: deny beats grant.

    Holds from `starts` until before `until`, within `schedule`'s hours if it names one. `visit`: the visit it
    comes from; such a right may be `escorted`: only beside somebody who needs no escort. `threat_level`: the highest
    of the zone at which it holds. `id`: given last.
    """

    zone: str
    schedule: str | None = None
    starts: datetime | None = None
    until: datetime | None = None
    deny: bool = False
    visit: str | None = None
    escorted: bool = False
    threat_level: int = 0
    id: str = ""

    @property
    def number(self) -> int:
        """Which of the person's rights this is; they are numbered as they are given, from 1."""
        return int(self.id.rpartition(".")[2])

    def covers(self, zone: str, at: datetime) -> bool:
        """Whether the right speaks of this zone at this moment, hours left aside."""
        begun = self.starts is None or at >= self.starts
        return self.zone == zone and begun and (self.until is None or at < self.until)


class Stay(Value):
    """Somebody was in a zone (None: outside) from `since` on."""

    zone: str | None
    since: datetime | None


class Forgiven(Value):
    """Where somebody was taken to be at `at` is not held against them. `why`, `by`: what the desk said, and who."""

    at: datetime
    why: str
    by: str


class Person(Value):
    """Somebody who may be given rights, and the zone they are in.

    `badges`: those they hold, each nobody else's.
    `leaves_on`: the last day (site time) on which they may enter; `ended_at`: the moment of an earlier end.
    `zone` is None outside; `since`: when they came into it; `check`, `checked_at`: the check that let them.
    `reserved`: the anti-passback token, taken by a grant until its door opens or its time is up; `forgiveness`: the
    last. `stays`: those before, of the last minutes, newest last. `registered_at`: when they became known.
    """

    id: str
    name: str
    employer: str
    kind: Kind
    leaves_on: date | None = None
    ended_at: datetime | None = None
    rights: tuple[Right, ...] = ()
    rights_given: int = 0
    zone: str | None = None
    since: datetime | None = None
    check: str = ""
    checked_at: datetime | None = None
    reserved: Reservation | None = None
    forgiveness: Forgiven | None = None
    stays: tuple[Stay, ...] = ()
    registered_at: datetime | None = None
    badges: tuple[Badge, ...] = ()

    def has_left(self, at: datetime) -> bool:
        """Whether the person's time with the site is over."""
        if self.ended_at is not None and at >= self.ended_at:
            return True
        return self.leaves_on is not None and at.astimezone(SITE_TIME).date() > self.leaves_on

    def ended(self, at: datetime) -> Person:
        return replace(self, ended_at=at)

    # -- badges

    def badge(self, id: str) -> Badge | None:
        """The badge with this id, if they hold it."""
        return next((badge for badge in self.badges if badge.id == id), None)

    def with_badge(self, badge: Badge) -> Person:
        """The person with this badge, in the place of the one with its id."""
        return replace(self, badges=(*self.without_badge(badge.id).badges, badge))

    def without_badge(self, id: str) -> Person:
        return replace(self, badges=tuple(badge for badge in self.badges if badge.id != id))

    # -- rights

    def given(self, *rights: Right) -> Person:
        """The person with these rights more, each numbered within the person: `<person>.<n>`."""
        first = self.rights_given + 1
        numbered = (replace(right, id=f"{self.id}.{n}") for n, right in enumerate(rights, first))
        return replace(self, rights=(*self.rights, *numbered), rights_given=self.rights_given + len(rights))

    def right(self, id: str) -> Right:
        """The right with this id. Raises `Refused` (not found)."""
        for right in self.rights:
            if right.id == id:
                return right
        raise Refused("not_found", f"no right {id}")

    def schedules_of(self, zone: str) -> set[str]:
        """The schedules that their rights to a zone name."""
        return {right.schedule for right in self.rights if right.schedule and right.zone == zone}

    def with_right(self, changed: Right) -> Person:
        """The person with this right in the place of the one with its id."""
        self.right(changed.id)
        return replace(self, rights=tuple(changed if r.id == changed.id else r for r in self.rights))

    def without_visit(self, visit: str) -> Person:
        """The person without the rights of a visit that is over; the visit itself keeps the record."""
        return replace(self, rights=tuple(right for right in self.rights if right.visit != visit))

    # -- where they are

    def was_in(self, at: datetime) -> str | None:
        """The zone that they were in at a moment of the last minutes."""
        for stay in reversed((*self.stays, Stay(self.zone, self.since))):
            if stay.since is None or stay.since <= at:
                return stay.zone
        return self.stays[0].zone if self.stays else self.zone

    def moved_long_ago(self) -> Person:
        """Somebody outside, of whom nobody may know any more where they last were."""
        return replace(self, since=None, check="", checked_at=None, stays=(), forgiveness=None)

    def forgiven(self, at: datetime) -> bool:
        """Whether their presence is not held against them: until they pass a door again."""
        known = self.forgiveness
        return known is not None and known.at <= at and (self.since is None or self.since <= known.at)

    def passback_forgiven(self, forgiven: Forgiven, by: str) -> Outcome[Person]:
        """The desk lets them in though they are taken to be inside; a token that a grant holds is given back.

        `by`: whose token it was, which the event tells; who they say that they are stays here.
        """
        event = PassbackForgiven(time=forgiven.at, person=self.id, by=by)
        return replace(self, forgiveness=forgiven, reserved=None), (event,)

    # -- passing doors

    def admitted(self, reservation: Reservation) -> Person:
        """The person holding the token of a grant that no door has answered yet."""
        return replace(self, reserved=reservation)

    def passed(self, grant: Grant, opened: datetime, door: str, zone: str | None) -> Outcome[Person]:
        """The person after `door` opened for their grant; it leads into `zone` (None: outside).

        Passages count in the order of their checks: one that becomes known after a later one moves nobody.
        """
        token = None if self.reserved is not None and self.reserved.check == grant.check else self.reserved
        if self.check == grant.check:
            return replace(self, since=min(opened, self.since or opened), reserved=token), ()
        if self.checked_at is not None and (grant.at, grant.check) < (self.checked_at, self.check):
            return replace(self, reserved=token), ()
        moved = replace(
            self, zone=zone, since=opened, check=grant.check, checked_at=grant.at, reserved=token,
            stays=self._remembered(opened),
        )  # fmt: skip
        return moved, self._move(door, zone, opened)

    def _remembered(self, now: datetime) -> tuple[Stay, ...]:
        """Their stays so far, those that ended in the last minutes."""
        stays = (*self.stays, Stay(self.zone, self.since))
        ends = (*(stay.since for stay in stays[1:]), now)
        young = (stay for stay, end in zip(stays, ends, strict=True) if end is not None and end > now - REMEMBERED)
        return tuple(young)[-MOST_STAYS:]

    def _move(self, door: str, zone: str | None, at: datetime) -> Sequence[Event]:
        if zone == self.zone:
            return ()
        events: list[Event] = []
        if self.zone is not None:
            events.append(PersonLeft(time=at, person=self.id, zone=self.zone, door=door))
        if zone is not None:
            events.append(PersonEntered(time=at, person=self.id, zone=zone, door=door))
        return events
