"""Doors tell how they stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from libs.events import Outcome
from services.access.acts.passages import pass_through
from services.access.domain.door import Door
from services.access.store import AccessUnit

HELD_OPEN = "held-open"
"""The timer of a door that stands open; its key is the door."""


class Signal(StrEnum):
    """What a door's controller says. `locked` is the bolt's own contact; the last two, what it decided by its list."""

    OPENED = "opened"
    CLOSED = "closed"
    LOCKED = "locked"
    EXIT_REQUEST = "exit_request"
    TAMPER = "tamper"
    CONTACT_LOST = "contact_lost"
    CONTACT_RESTORED = "contact_restored"
    OFFLINE_GRANTED = "offline_granted"
    OFFLINE_DENIED = "offline_denied"


MEANS: dict[Signal, Callable[[Door, datetime], Outcome[Door]]] = {
    Signal.LOCKED: Door.locked,
    Signal.EXIT_REQUEST: Door.asked_to_exit,
    Signal.TAMPER: Door.tampered,
    Signal.CONTACT_LOST: Door.lost_contact,
    Signal.CONTACT_RESTORED: Door.regained_contact,
}
"""The signals that concern the door alone."""

OFFLINE = frozenset({Signal.OFFLINE_GRANTED, Signal.OFFLINE_DENIED})


def hear_door(unit: AccessUnit, *, door: str, kind: Signal, at: datetime) -> None:
    """One signal of a door, `at` when it happened. Raises `Refused` (not found) for an unknown door."""
    here = unit.doors.need(door, at="/door")
    if kind is Signal.OPENED:
        _opened(unit, here, at)
    elif kind is Signal.CLOSED:
        _closed(unit, here, at)
    elif kind in MEANS:
        unit.save(MEANS[kind](here, at))


def held_open_is_due(unit: AccessUnit, door: str, due: datetime) -> None:
    """The time of a door that was open is up."""
    here = unit.doors.get(door)
    if here is not None:
        unit.save(here.held_open(due))


def watch_open_door(unit: AccessUnit, door: Door, since: datetime) -> None:
    """Asks again when the door has been open for too long, counted from `since`."""
    unit.timers.start(HELD_OPEN, door.id, door.held_due(since))


def _opened(unit: AccessUnit, door: Door, at: datetime) -> None:
    (opened, events), used = door.opened(at)
    unit.save((opened, events))
    if opened.leaf is not None and opened.leaf != door.leaf:
        watch_open_door(unit, opened, at)
    pass_through(unit, door.id, used)


def _closed(unit: AccessUnit, door: Door, at: datetime) -> None:
    closed, events = door.closed(at)
    unit.save((closed, events))
    if closed.leaf is not None and not closed.leaf.worse:
        unit.timers.cancel(HELD_OPEN, door.id)
