"""Exits while the database is away: granted without it, entered when it is back. Life before property."""

from __future__ import annotations

from datetime import datetime

from services.access.acts.checks import check_badge
from services.access.domain.check import Check, Reason
from services.access.domain.door import UNLOCK_SECONDS, Door
from services.access.domain.passage import Direction
from services.access.store import AccessUnit

UNKNOWN_ZONE = "unknown"
"""Where a door leads that this process has not read yet."""


class DoorsRead:
    """Of each door that this process has read, where it leads and for how long it unlocks."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[str, int]] = {}

    def note(self, door: Door) -> None:
        self._read[door.id] = door.leads_to(Direction.OUT), door.unlock_seconds

    def behind(self, door: str) -> tuple[str, int]:
        """Zone and seconds; of a door not read yet, `unknown` and the usual ones."""
        return self._read.get(door, (UNKNOWN_ZONE, UNLOCK_SECONDS))


def grant_exit(doors: DoorsRead, *, id: str, door: str, badge: str, at: datetime, duress: bool) -> Check:
    """The check of an exit, decided without any document: whose badge it is nobody can say now."""
    zone, unlock_seconds = doors.behind(door)
    return Check(
        id=id, door=door, direction=Direction.OUT, badge=badge, at=at, zone=zone, person=None,
        reason=Reason.OK_EXIT_ALWAYS_FREE, unlock_seconds=unlock_seconds, duress=duress,
    )  # fmt: skip


def record_exit(unit: AccessUnit, *, id: str, door: str, badge: str, at: datetime, duress: bool) -> Check:
    """Enters an exit that was granted: now it is known whose badge it was. Raises `Refused` for an unknown door."""
    return check_badge(unit, door=door, direction=Direction.OUT, badge=badge, at=at, duress=duress, id=id)
