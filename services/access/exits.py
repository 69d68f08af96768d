"""How a check is answered while the database is away: an exit is granted, an entry waits for the database."""

from __future__ import annotations

from datetime import datetime

from libs.http import Away, Made
from libs.store import new_id
from services.access.acts.exits import DoorsRead, grant_exit, record_exit
from services.access.answers.checks import CheckAnswer
from services.access.bodies.checks import CheckBadge
from services.access.domain.door import Door
from services.access.domain.passage import Direction
from services.access.store import AccessUnit


class Exits:
    """Those of one process."""

    def __init__(self) -> None:
        self._doors = DoorsRead()
        self.away = Away(new_id, self._answer, self._record)

    def note(self, *doors: Door) -> None:
        """Doors that were read: where they lead is known from now on."""
        for door in doors:
            self._doors.note(door)

    def _answer(self, body: CheckBadge, made: Made, now: datetime) -> CheckAnswer | None:
        if body.direction is not Direction.OUT:
            return None
        shown = body.credential
        granted = grant_exit(
            self._doors, id=made, door=body.door, badge=shown.badge, at=body.at or now, duress=shown.duress
        )
        return CheckAnswer.of(granted)

    def _record(self, unit: AccessUnit, body: CheckBadge, made: Made, now: datetime) -> None:
        shown = body.credential
        record_exit(unit, id=made, door=body.door, badge=shown.badge, at=body.at or now, duress=shown.duress)
