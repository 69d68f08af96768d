"""The counters that a person sees: seconds to the release, seconds of flooding."""

from __future__ import annotations

from datetime import datetime

from services.fire.domain.mirror import whole_seconds
from services.fire.domain.vocabulary import Phase, State
from services.fire.domain.zone import Zone


def countdown(zone: Zone, now: datetime) -> int | None:
    """Seconds to the release; frozen while held or aborted, 0 when it is due, None where none is to come."""
    mirror = zone.mirror
    if mirror.left is not None:
        return mirror.left
    if mirror.phase is Phase.COUNTDOWN and mirror.due is not None:
        return whole_seconds(mirror.due - now)
    return 0 if mirror.phase in (Phase.RELEASE_DUE, Phase.UNCONFIRMED) else None


def flooding(zone: Zone, now: datetime) -> int | None:
    """Seconds that the zone stays flooded; None where it is not."""
    mirror = zone.mirror
    if zone.state is State.RELEASED and mirror.due is not None:
        return whole_seconds(mirror.due - now)
    return None
