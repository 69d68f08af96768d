"""Pools and volumes: how full each is at an instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from simulator.loads import DAY, EPOCH, Load, Wave

INTERVAL = 900
"""Seconds between the samples of a pool that names no other interval."""
YEAR = timedelta(days=365)
FULLEST = 0.97


@dataclass(frozen=True, slots=True)
class Filling:
    """A volume that grows by `growth` of its quota a year from `start`, and breathes with the day."""

    id: str
    pool: str
    quota: int
    start: float
    growth: float
    day: Load

    @classmethod
    def of(cls, id: str, pool: str, quota: int) -> Filling:
        seed = Random(id)
        day = Load(1.0, 0.0, (Wave(DAY, seed.uniform(0.001, 0.006), seed.uniform(0, 6.28)),))
        return cls(id, pool, quota, seed.uniform(0.35, 0.65), seed.uniform(0.05, 0.2), day)

    def used(self, at: datetime) -> int:
        """Bytes used at that instant."""
        share = (self.start + self.growth * ((at - EPOCH) / YEAR)) * self.day.kw(at)
        return int(self.quota * min(max(share, 0.01), FULLEST))


@dataclass(frozen=True, slots=True)
class Shelf:
    """A pool and the volumes on it, sampled together."""

    pool: str
    interval: int
    volumes: tuple[Filling, ...]

    def samples(self, at: datetime) -> Iterator[dict[str, Any]]:
        """The pool's sample and its volumes'."""
        stamp, when = str(int(at.timestamp())), at.isoformat()
        used = {volume.id: volume.used(at) for volume in self.volumes}
        yield {"id": stamp, "pool": self.pool, "used_bytes": sum(used.values()), "at": when}
        for volume, bytes in used.items():
            yield {"id": stamp, "volume": volume, "used_bytes": bytes, "at": when}


def shelves(section: Mapping[str, Any]) -> list[Shelf]:
    """The pools of the site file's `storage:`, but for those that are measured on the host itself."""
    fillings = [
        *(Filling.of(one["id"], one["pool"], one["quota_bytes"]) for one in section.get("volumes", ())),
        *(
            Filling.of(group["volume"], group["pool"], group["count"] * group["quota_bytes"])
            for group in section.get("servers", ())
        ),
    ]
    return [
        Shelf(
            pool["id"],
            pool.get("interval_seconds", INTERVAL),
            tuple(filling for filling in fillings if filling.pool == pool["id"]),
        )
        for pool in section.get("pools", ())
        if pool.get("host") is None
    ]
