"""Which events have expired at their source: whatever the console keeps of them, or is told late, is forgotten."""

from __future__ import annotations

from datetime import datetime

from libs.events import Value, replace
from services.console.domain.seen import Seen


class Gone(Value):
    """All events of a type from before then have expired at their source."""

    type: str
    before: datetime


class Expired(Value):
    """What each service has said of its expiry, one of each type. Read beside every event, so it is one document."""

    id: str = "all"
    gone: tuple[Gone, ...] = ()

    def and_also(self, gone: Gone) -> Expired:
        """Told again, or late, an older word changes nothing."""
        last = self.before(gone.type)
        if last is not None and last >= gone.before:
            return self
        return replace(self, gone=(*(other for other in self.gone if other.type != gone.type), gone))

    def before(self, type: str) -> datetime | None:
        """Up to when events of this type have expired; None: none has."""
        return next((gone.before for gone in self.gone if gone.type == type), None)

    def holds(self, seen: Seen) -> bool:
        """Whether this event has expired."""
        before = self.before(seen.type)
        return before is not None and seen.at < before


def is_expiry(type: str) -> bool:
    """Whether a fact is a service's word that events of its have expired."""
    return type.endswith(".record-expired.v1")
