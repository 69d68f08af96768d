"""A volume: a tenant's share of a pool."""

from __future__ import annotations

from datetime import date, datetime

from libs.events import Outcome, Refused, Value, replace
from services.storage.domain.day import day_of
from services.storage.events import VolumeCreated, VolumeEnded, VolumeResized


class Servers(Value):
    """The servers that a volume carries, in compact notation: `prefix-0001` … `prefix-<count>`."""

    kind: str
    prefix: str
    count: int
    quota_bytes: int

    def names(self) -> tuple[str, ...]:
        """Every server by its name."""
        return tuple(f"{self.prefix}-{number:04d}" for number in range(1, self.count + 1))


class Share(Value):
    """What a tenant is to get of a pool, as volume `id`. `in_site`: the site file says so."""

    id: str
    tenant: str
    pool: str
    quota_bytes: int
    servers: Servers | None = None
    in_site: bool = False


class Volume(Value):
    """`quota_bytes` is a promise against the pool's room; `used_bytes`, `capacity_bytes` are as last sampled.

    It counts for its tenant until the end of the day of `ended_at`. `in_site`: the site file names it.
    """

    id: str
    tenant: str
    pool: str
    quota_bytes: int
    servers: Servers | None = None
    in_site: bool = False
    used_bytes: int | None = None
    capacity_bytes: int | None = None
    sampled_at: datetime | None = None
    ended_at: datetime | None = None

    def sampled(self, used_bytes: int, capacity_bytes: int | None, at: datetime) -> Volume:
        """With this sample, unless a newer one is known."""
        if self.sampled_at is not None and at < self.sampled_at:
            return self
        capacity = self.capacity_bytes if capacity_bytes is None else capacity_bytes
        return replace(self, used_bytes=used_bytes, capacity_bytes=capacity, sampled_at=at)

    def resized(self, share: Share, at: datetime) -> Outcome[Volume]:
        """With another quota, or other servers. The room for it was found by `Pool.allot`."""
        changed = replace(self, quota_bytes=share.quota_bytes, servers=share.servers)
        if changed.quota_bytes == self.quota_bytes:
            return changed, ()
        event = VolumeResized(
            time=at, volume=self.id, tenant=self.tenant, pool=self.pool,
            quota_bytes=changed.quota_bytes, was_bytes=self.quota_bytes,
        )  # fmt: skip
        return changed, (event,)

    def ended(self, at: datetime) -> Outcome[Volume]:
        """Ended. Raises `Refused` (conflict) when it has ended already, or was sampled on a later day."""
        if self.ended_at is not None:
            raise Refused("conflict", f"volume {self.id} ended on {day_of(self.ended_at)}")
        if self.sampled_at is not None and day_of(at) < day_of(self.sampled_at):
            raise Refused("conflict", f"volume {self.id} was still there on {day_of(self.sampled_at)}", "/at")
        event = VolumeEnded(time=at, volume=self.id, tenant=self.tenant, pool=self.pool, ended_at=at)
        return replace(self, ended_at=at), (event,)

    def counts_on(self, day: date) -> bool:
        """Whether its tenant still has it on that day."""
        return self.ended_at is None or day <= day_of(self.ended_at)


def create_volume(share: Share, at: datetime, zone: str | None = None) -> Outcome[Volume]:
    """A new volume in a pool that stands in `zone`. The room for it was found by `Pool.allot`."""
    event = VolumeCreated(
        time=at, volume=share.id, tenant=share.tenant, pool=share.pool, quota_bytes=share.quota_bytes, zone=zone
    )
    volume = Volume(share.id, share.tenant, share.pool, share.quota_bytes, share.servers, share.in_site)
    return volume, (event,)
