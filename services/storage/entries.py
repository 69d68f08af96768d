"""What the site file says of one pool, one volume, one group of servers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from libs.http import WHOLE, Body, Id
from services.storage.bodies import Bytes, SomeBytes
from services.storage.domain.fill import Thresholds
from services.storage.domain.pool import PoolPlan, Scrape
from services.storage.domain.volume import Servers, Share

Part = Annotated[Decimal, Field(gt=0, le=1)]


class ThresholdsEntry(Body):
    """Parts of the usable bytes. Defaults: Ceph's (domain.md, Storage [R]); hysteresis [K]."""

    nearfull: Part = Decimal("0.85")
    backfillfull: Part = Decimal("0.90")
    full: Part = Decimal("0.95")
    hysteresis: Annotated[Decimal, Field(ge=0, lt=1)] = Decimal("0.02")

    @model_validator(mode="after")
    def _rise(self) -> Self:
        if not self.hysteresis < self.nearfull <= self.backfillfull <= self.full:
            raise ValueError("thresholds rise: hysteresis < nearfull ≤ backfillfull ≤ full")
        return self


class ScrapeEntry(Body):
    """Where Prometheus text tells of a pool, and of what there: a mount point, or one of Ceph's pools (none: all)."""

    url: Annotated[str, Field(pattern=r"^https?://[^\s/]+(/\S*)?$", max_length=500)]
    kind: Literal["node_exporter", "ceph"]
    of: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class PoolEntry(Body):
    """A pool: `raw_bytes` in k data and m further parts, or what this `host`, or an exporter, is measured to have.

    `nodes`: so many equal ones, each with one part of an object at most.
    """

    id: Id
    kind: Literal["replicated", "erasure"]
    raw_bytes: SomeBytes | None = None
    k: Annotated[int, Field(ge=1, le=64), WHOLE] = 1
    m: Annotated[int, Field(ge=0, le=64), WHOLE] = 0
    zone: Id | None = None
    thresholds: ThresholdsEntry = ThresholdsEntry()
    overcommit: Annotated[Decimal, Field(gt=0, le=100)] = Decimal(1)
    interval_seconds: Annotated[int, Field(ge=1, le=86_400), WHOLE] = 900
    filling_days: Annotated[int, Field(ge=1, le=3_650), WHOLE] = 90
    host: Literal["disks", "memory"] | None = None
    nodes: Annotated[int, Field(ge=1, le=10_000), WHOLE] | None = None
    scrape: ScrapeEntry | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.host is None) == (self.raw_bytes is None and self.scrape is None):
            raise ValueError(f"pool {self.id} has either raw_bytes or a scrape, or a host that is measured")
        if self.nodes is not None and self.nodes < self.k + self.m:
            raise ValueError(f"pool {self.id} has {self.k + self.m} parts of each object, and {self.nodes} nodes")
        if self.kind == "replicated" and self.k != 1:
            raise ValueError(f"pool {self.id} is replicated: k is 1, m the further replicas")
        if self.kind == "erasure" and self.m == 0:
            raise ValueError(f"pool {self.id} is erasure coded: m is at least 1")
        return self

    def plan(self) -> PoolPlan:
        """The pool's plan, as the domain knows it."""
        limits = self.thresholds
        return PoolPlan(
            kind=self.kind,
            raw_bytes=self.raw_bytes,
            k=self.k,
            m=self.m,
            thresholds=Thresholds(limits.nearfull, limits.backfillfull, limits.full, limits.hysteresis),
            overcommit=self.overcommit,
            interval_seconds=self.interval_seconds,
            filling_days=self.filling_days,
            host=self.host,
            nodes=self.nodes,
            scrape=Scrape(self.scrape.url, self.scrape.kind, self.scrape.of) if self.scrape else None,
        )


class VolumeEntry(Body):
    """A volume that carries no servers of this site: backups, images, archives."""

    id: Id
    tenant: Id
    pool: Id
    quota_bytes: Bytes

    def share(self) -> Share:
        """The volume to give."""
        return Share(self.id, self.tenant, self.pool, self.quota_bytes, in_site=True)


class ServersEntry(Body):
    """Servers of one kind, tenant and pool, in compact notation: together one volume of count × quota."""

    volume: Id
    tenant: Id
    pool: Id
    kind: Literal["physical", "virtual"]
    prefix: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")]
    count: Annotated[int, Field(ge=1, le=9_999), WHOLE]
    quota_bytes: SomeBytes

    def share(self) -> Share:
        """The volume to give."""
        servers = Servers(self.kind, self.prefix, self.count, self.quota_bytes)
        quota = self.count * self.quota_bytes
        return Share(self.volume, self.tenant, self.pool, quota, servers, in_site=True)
