"""What is asked of rights."""

from __future__ import annotations

from pydantic import Field

from libs.http import At, Body, Flag, Id
from services.access.bodies.words import ThreatLevel
from services.access.domain.person import Right


class NewRight(Body):
    """A person may enter a zone, or may not."""

    person: Id
    zone: Id
    schedule: Id | None = None
    """In which hours; null: always."""
    starts: At | None = Field(default=None, alias="from")
    """From when on; null: at once."""
    until: At | None = None
    """Until when; null: without an end."""
    deny: Flag = False
    """The person may not enter, whatever else they are given."""
    threat_level: ThreatLevel = 0
    """The highest threat level of the zone at which it holds."""

    def right(self, id: str = "") -> Right:
        return Right(
            self.zone, self.schedule, self.starts, self.until, self.deny, threat_level=self.threat_level, id=id
        )
