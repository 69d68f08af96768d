"""Doors: how each stands, and what its signals mean, whatever order they come in.

A door's state is the newest of what was said about it, by the time at which it happened; its passages follow
from the sets of grants and openings. So signals late, doubled or out of order end where they would in order.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from libs.events import Event, Outcome, Value, replace
from services.access.domain.passage import (
    GRACE,
    Direction,
    Grant,
    forgotten_before,
    match,
    remember_grants,
    remember_times,
)
from services.access.events import DoorClosed, DoorForced, DoorHeldOpen, DoorOpened, DoorTampered

UNLOCK_SECONDS = 5
"""A door relocks so long after a grant [K]."""

SECOND_PERSON = timedelta(seconds=15)
"""So long after the first the second of two persons may show their badge [K]."""

HELD_OPEN_SECONDS = 30
"""A door that is open for so long is told [K]."""


class Said(Value, order=True):
    """The newest of two opposite signals. Of two at one instant the worse one (open, lost) counts."""

    at: datetime
    worse: bool


class First(Value):
    """The first of two persons, whose badge was shown at `at`."""

    person: str
    badge: str
    at: datetime


class Door(Value):
    """A door from one zone to another; `in` leads to `to_zone`, `out` to `from_zone`.

    `leaf`: worse = open; `contact`: worse = lost; `lost_at`: when contact was last lost. `released_by`: the
    zones whose alarm frees it, since `released_at`; when there is none, it was free until `secured_at`.
    `held_since`: the opening that was told as held open. `grants`, `openings`, `exit_requests`: the newest.
    `interlock`: the doors that must be closed and locked before this one lets anybody in; `locked_at`: when the bolt
    last said so. `first`: who waits for a second person.
    """

    id: str
    name: str
    from_zone: str
    to_zone: str
    unlock_seconds: int = UNLOCK_SECONDS
    held_open_seconds: int = HELD_OPEN_SECONDS
    leaf: Said | None = None
    contact: Said | None = None
    lost_at: datetime | None = None
    released_by: tuple[str, ...] = ()
    released_at: datetime | None = None
    secured_at: datetime | None = None
    held_since: datetime | None = None
    grants: tuple[Grant, ...] = ()
    openings: tuple[datetime, ...] = ()
    exit_requests: tuple[datetime, ...] = ()
    interlock: tuple[str, ...] = ()
    locked_at: datetime | None = None
    first: First | None = None

    # -- how it stands

    @property
    def released(self) -> bool:
        return bool(self.released_by)

    @property
    def contact_lost(self) -> bool:
        return self.contact is not None and self.contact.worse

    @property
    def open(self) -> bool | None:
        """Whether the leaf is open; None when that is not known since contact was lost, or never was."""
        if self.leaf is None or self.contact_lost:
            return None
        silent_since = self.lost_at is not None and self.leaf.at <= self.lost_at
        return None if silent_since else self.leaf.worse

    def leads_to(self, direction: Direction) -> str:
        """The zone behind the door for somebody who goes in or out through it."""
        return self.to_zone if direction is Direction.IN else self.from_zone

    @property
    def window(self) -> timedelta:
        """How long after a grant or an exit request an opening belongs to it."""
        return timedelta(seconds=self.unlock_seconds) + GRACE

    def shut(self, at: datetime) -> bool:
        """Whether the door is known to be closed, and locked since its last grant: by its bolt, or by time."""
        if self.open is not False or self.released:
            return False
        unlock = timedelta(seconds=self.unlock_seconds)
        locked = self.locked_at or datetime.min.replace(tzinfo=UTC)
        return all(at >= grant.at + unlock or grant.at < locked for grant in self.grants)

    def held_due(self, opened: datetime) -> datetime:
        """When a leaf that opened then has been open for too long."""
        return opened + timedelta(seconds=self.held_open_seconds)

    # -- two persons

    def waited_for(self, person: str, at: datetime) -> First | None:
        """Who showed their badge just before and is waiting for another person than themselves."""
        first = self.first
        if first is None or first.person == person or not timedelta(0) <= at - first.at <= SECOND_PERSON:
            return None
        return first

    # -- grants and openings

    def granted(self, grant: Grant) -> tuple[Door, tuple[Grant, ...]]:
        """The door unlocked for somebody, and the passages that this explains (openings known before it)."""
        matched, used = match((grant,), self.openings)  # those before are matched with these openings already
        return replace(self, grants=remember_grants(self.grants, matched)), used

    def forgotten(self, before: datetime) -> Door:
        """The door without what it remembers of grants from before then."""
        first = self.first if self.first is not None and self.first.at >= before else None
        return replace(self, grants=tuple(grant for grant in self.grants if grant.at >= before), first=first)

    def asked_to_exit(self, at: datetime) -> Outcome[Door]:
        """Somebody inside pressed the button or moved before the door: an opening now is theirs."""
        return replace(self, exit_requests=remember_times((*self.exit_requests, at))), ()

    def opened(self, at: datetime) -> tuple[Outcome[Door], tuple[Grant, ...]]:
        """The leaf opened: the door and its events, and the passages that became known."""
        if at in self.openings:
            return (self, ()), ()
        openings = remember_times((*self.openings, at))
        grants, used = match(self.grants, (*openings, at))
        events: list[Event] = [DoorOpened(time=at, door=self.id)]
        if not self._explained(at):
            events.append(DoorForced(time=at, door=self.id))
        door = replace(self, openings=openings, grants=grants)
        return (door.stands(Said(at, worse=True)), events), used

    def _explained(self, at: datetime) -> bool:
        """Whether somebody may have opened the door then; what is too old to tell counts as explained."""
        if any(grant.covers(at) for grant in self.grants) or self._free(at):
            return True
        if any(asked <= at <= asked + self.window for asked in self.exit_requests):
            return True
        return bool(self.grants) and at < forgotten_before(self.grants)

    def _free(self, at: datetime) -> bool:
        if self.released_at is None or at < self.released_at:
            return False
        return self.released or (self.secured_at is not None and at < self.secured_at)

    def closed(self, at: datetime) -> Outcome[Door]:
        """The leaf closed; an opening that lasted too long and was not told yet is told now."""
        said = Said(at, worse=False)
        if said == self.leaf:
            return self, ()
        held, told = self.held_open(at)
        return held.stands(said), (*told, DoorClosed(time=at, door=self.id))

    def held_open(self, at: datetime) -> Outcome[Door]:
        """The door at a moment when its opening may have lasted too long. A door set free may stay open."""
        if self.leaf is None or not self.leaf.worse or self.released or self.held_since == self.leaf.at:
            return self, ()
        counted_from = max(self.leaf.at, self.secured_at or self.leaf.at)
        due = self.held_due(counted_from)
        if at < due:
            return self, ()
        event = DoorHeldOpen(time=due, door=self.id, opened_at=self.leaf.at, seconds=self.held_open_seconds)
        return replace(self, held_since=self.leaf.at), (event,)

    def stands(self, said: Said) -> Door:
        """The door with the newer of what it is known to be and what is said of it now."""
        return self if self.leaf is not None and said <= self.leaf else replace(self, leaf=said)

    def locked(self, at: datetime) -> Outcome[Door]:
        """The bolt says that it holds."""
        return replace(self, locked_at=max(at, self.locked_at or at)), ()

    # -- tamper and contact

    def tampered(self, at: datetime) -> Outcome[Door]:
        return self, (DoorTampered(time=at, door=self.id),)

    def lost_contact(self, at: datetime) -> Outcome[Door]:
        """The controller is silent: how the leaf stands is unknown until it says so again."""
        return replace(self._heard(Said(at, worse=True)), lost_at=max(at, self.lost_at or at)), ()

    def regained_contact(self, at: datetime) -> Outcome[Door]:
        return self._heard(Said(at, worse=False)), ()

    def _heard(self, said: Said) -> Door:
        return self if self.contact is not None and said <= self.contact else replace(self, contact=said)

    # -- release

    def released_for(self, zone: str, at: datetime) -> Door:
        """The door free, as long as this zone's alarm is not reset and secured."""
        since = self.released_at if self.released else at
        return replace(self, released_by=tuple(sorted({*self.released_by, zone})), released_at=since)

    def secured_for(self, zone: str, at: datetime) -> Door:
        """The door no longer free because of this zone; under control once no zone is left."""
        left = tuple(other for other in self.released_by if other != zone)
        return replace(self, released_by=left, secured_at=self.secured_at if left else at)
