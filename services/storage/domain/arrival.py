"""What if somebody brings so many bytes on a day: what room a pool has left for them, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from libs.events import Value
from services.storage.domain.fill import Fill
from services.storage.domain.pool import Pool
from services.storage.domain.trend import DAY_SECONDS


class Outlook(Value):
    """A pool after the arrival. None: not known of a pool that was never sampled, or not foreseen of one that is not
    to be full.

    `has_room`: they can be promised, and they fit below the pool's threshold of being full. `free_quota_bytes`: what
    can be promised then. `used_bytes`, `state`: as it is just after they have come.
    """

    has_room: bool
    free_quota_bytes: int
    used_bytes: int | None
    state: Fill
    full_at: datetime | None


def outlook(pool: Pool, growth: float | None, brought: int, on: datetime) -> Outlook:
    """The pool when `brought` bytes come `on` that moment, if it goes on growing by `growth` bytes a day.

    A pool that shrinks is taken to stay as it is.
    """
    free = pool.free_quota_bytes - brought
    used, usable = pool.used_bytes, pool.usable_bytes
    if used is None or not usable or pool.sampled_at is None:
        return Outlook(free >= 0, free, None, Fill.UNKNOWN, None)
    per_day = max(growth or 0.0, 0.0)
    waits = max((on - pool.sampled_at).total_seconds() / DAY_SECONDS, 0.0)
    then = round(used + per_day * waits) + brought
    state = pool.plan.thresholds.next(Fill.UNKNOWN, then, usable)
    return Outlook(free >= 0 and state is not Fill.FULL, free, then, state, _full_at(pool, per_day, then, on))


def _full_at(pool: Pool, per_day: float, then: int, on: datetime) -> datetime | None:
    """When the usable bytes are used up: before they come, as they come, or after."""
    usable, used, since = pool.usable_bytes or 0, pool.used_bytes or 0, pool.sampled_at or on
    if per_day and since + (before := timedelta(days=max(usable - used, 0) / per_day)) <= on:
        return since + before
    if then >= usable:
        return on
    return on + timedelta(days=(usable - then) / per_day) if per_day else None
