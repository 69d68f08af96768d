"""Pools as they are answered. Source: public-face.md, storage."""

from __future__ import annotations

from typing import Literal

from libs.http import Answer, At
from services.storage.domain.fill import Fill
from services.storage.domain.pool import Pool


class PoolView(Answer):
    """A pool of disks."""

    pool: str
    kind: Literal["replicated", "erasure"]
    zone: str | None
    """The fire zone that it stands in."""
    raw_bytes: int | None
    """Of the disks."""
    usable_bytes: int | None
    """After replicas or parity."""
    used_bytes: int | None
    """Usable bytes that are used; null before the first sample."""
    quota_bytes: int
    """Usable bytes promised to volumes."""
    free_quota_bytes: int
    """Usable bytes that can still be promised."""
    used_ratio: float | None
    """Of the usable bytes; null before the first sample."""
    state: Fill
    as_of: At | None
    """Of when the newest sample is."""
    parked: bool
    """Parked because of a fire alarm in its zone."""
    drill: bool
    """That alarm is an exercise."""

    @classmethod
    def of(cls, pool: Pool) -> PoolView:
        return cls(
            pool=pool.id, kind=pool.plan.kind, zone=pool.zone, raw_bytes=pool.raw_bytes,
            usable_bytes=pool.usable_bytes, used_bytes=pool.used_bytes, quota_bytes=pool.quota_bytes,
            free_quota_bytes=pool.free_quota_bytes, used_ratio=pool.used_ratio, state=pool.state,
            as_of=pool.sampled_at, parked=pool.parked_since is not None, drill=pool.drill,
        )  # fmt: skip
