"""Volumes as they are answered. Source: public-face.md, storage."""

from __future__ import annotations

from typing import Literal

from libs.http import Answer, At
from services.storage.domain.volume import Volume


class ServersView(Answer):
    """The servers that a volume carries: `prefix-0001` … `prefix-<count>`, each with its quota."""

    kind: Literal["physical", "virtual"]
    prefix: str
    count: int
    quota_bytes: int


class VolumeView(Answer):
    """A tenant's share of a pool."""

    id: str
    tenant: str
    pool: str
    quota_bytes: int
    """Usable bytes that it may fill."""
    used_bytes: int | None
    """Null before the first sample."""
    capacity_bytes: int | None
    """What it can hold, where a sample said so."""
    as_of: At | None
    """Of when the newest sample is."""
    ended_at: At | None
    servers: ServersView | None

    @classmethod
    def of(cls, volume: Volume) -> VolumeView:
        carried = volume.servers
        return cls(
            id=volume.id, tenant=volume.tenant, pool=volume.pool, quota_bytes=volume.quota_bytes,
            used_bytes=volume.used_bytes, capacity_bytes=volume.capacity_bytes, as_of=volume.sampled_at,
            ended_at=volume.ended_at,
            servers=None if carried is None else ServersView(
                kind=carried.kind, prefix=carried.prefix, count=carried.count, quota_bytes=carried.quota_bytes
            ),
        )  # fmt: skip
