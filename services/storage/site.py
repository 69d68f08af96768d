"""Storage's part of the site file: pools, volumes, and the servers by tenant and pool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Self

from pydantic import model_validator

from libs.events import Refused
from libs.http import Body
from services.storage.domain.pool import Pool, register_pool
from services.storage.domain.volume import Share
from services.storage.entries import PoolEntry, ServersEntry, VolumeEntry
from services.storage.shares import give_volume, resize_volume
from services.storage.store import StorageUnit
from services.storage.timers import READING

Fault = tuple[str, str]
"""Where in the section, as a JSON pointer, and why."""


class Section(Body):
    """`storage:` in the site file."""

    pools: tuple[PoolEntry, ...]
    volumes: tuple[VolumeEntry, ...] = ()
    servers: tuple[ServersEntry, ...] = ()

    def shares(self) -> list[Share]:
        """Every volume of the site."""
        return [share for _, share in self._places()]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """Raises `Refused` with every fault between the entries, each where it is."""
        faults = [*self._doubled(), *self._homeless(), *self._crowded()]
        if faults:
            raise Refused.many(faults)
        return self

    def _doubled(self) -> Iterator[Fault]:
        places: dict[str, list[tuple[str, str]]] = {
            "pool": [(f"/pools/{n}/id", pool.id) for n, pool in enumerate(self.pools)],
            "volume": [(at, share.id) for at, share in self._places()],
            "prefix": [(f"/servers/{n}/prefix", group.prefix) for n, group in enumerate(self.servers)],
        }
        for kind, named in places.items():
            seen = set[str]()
            for at, id in named:
                if id in seen:
                    yield at, f"{kind} {id} is named twice"
                seen.add(id)

    def _homeless(self) -> Iterator[Fault]:
        pools = [pool.id for pool in self.pools]
        for at, share in self._places():
            if share.pool not in pools:
                near = get_close_matches(share.pool, pools, 1)
                yield f"{at}/pool", f"no pool {share.pool}" + (f"; did you mean {near[0]}?" if near else "")

    def _crowded(self) -> Iterator[Fault]:
        quotas = Counter[str]()
        for share in self.shares():
            quotas[share.pool] += share.quota_bytes
        for n, entry in enumerate(self.pools):
            free = Pool(entry.id, entry.plan(), quota_bytes=quotas[entry.id]).free_quota_bytes
            if free < 0:
                yield f"/pools/{n}", f"no_room: the quotas in {entry.id} are {-free} bytes more than it can promise"

    def _places(self) -> Iterator[tuple[str, Share]]:
        yield from ((f"/volumes/{n}", entry.share()) for n, entry in enumerate(self.volumes))
        yield from ((f"/servers/{n}", group.share()) for n, group in enumerate(self.servers))


def load(section: Section, unit: StorageUnit) -> list[str]:
    """Applies what is new or changed, with its events. Returns, as sentences, what is not applied."""
    for entry in section.pools:
        _load_pool(entry, unit)
    kept = [sentence for share in section.shares() for sentence in _load_volume(share, unit)]
    return kept + _vanished(section, unit)


def _load_pool(entry: PoolEntry, unit: StorageUnit) -> None:
    plan, known = entry.plan(), unit.pools.get(entry.id)
    if known is None:
        unit.save(register_pool(entry.id, plan, entry.zone, unit.now))
        if plan.read_here:
            unit.timers.start(READING, entry.id, due=unit.now)
    elif (known.plan, known.zone) != (plan, entry.zone):
        unit.save(known.planned(plan, entry.zone, unit.now))


def _load_volume(share: Share, unit: StorageUnit) -> Iterator[str]:
    known = unit.volumes.get(share.id)
    if known is None:
        give_volume(unit, share)
    elif known.ended_at is not None:
        yield f"volume {known.id} ended at {known.ended_at.isoformat()}: it is not made again"
    elif (known.tenant, known.pool) != (share.tenant, share.pool):
        yield f"volume {known.id} stays {known.tenant}'s in {known.pool}: the site file moves no data"
    elif (known.quota_bytes, known.servers) != (share.quota_bytes, share.servers):
        resize_volume(unit, known, share)


def _vanished(section: Section, unit: StorageUnit) -> list[str]:
    pools = {pool.id for pool in section.pools}
    shares = {share.id for share in section.shares()}
    volumes = (volume for volume in unit.volumes.where() if volume.in_site and volume.ended_at is None)
    return [
        *(f"pool {one.id} is no more in the site file" for one in unit.pools.where() if one.id not in pools),
        *(f"volume {one.id} is no more in the site file" for one in volumes if one.id not in shares),
    ]
