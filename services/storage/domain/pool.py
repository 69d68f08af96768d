"""A pool: physical storage, its room, its state, and whether its disks are parked."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from libs.events import Event, Outcome, Refused, Value, field, replace
from services.storage.domain.fill import RISING, Fill, Thresholds
from services.storage.events import Parked, PoolFilling, PoolStateChanged, Unparked

SILENT_INTERVALS = 3
"""A pool not heard of for so many of its intervals is unknown. Source: public-face.md, power's sources."""

CALM = 1.1
"""A forecast warns again only after it was so many times its limit away. Source: [K]."""

TB = 10**12


class Scrape(Value):
    """Where a pool's figures are fetched, as Prometheus text: `kind` of exporter, and `of` what.

    `node_exporter`: a file system, by its mount point. `ceph`: a pool by its name, or the whole cluster (None).
    """

    url: str
    kind: str
    of: str | None = None


class PoolPlan(Value):
    """What the site file says of a pool.

    `k` data and `m` further parts: usable = raw × k ÷ (k + m); three replicas are k=1, m=2. Quotas may reach
    usable × `overcommit`. `host` is what the pool is on this very machine (`disks|memory`; `raw_bytes` is
    then measured), `scrape` where its figures are fetched; `interval_seconds` how often it is sampled, `filling_days`
    the forecast that warns. `nodes`: so many equal ones, each with one part of an object at most.
    """

    kind: str
    raw_bytes: int | None
    k: int
    m: int
    thresholds: Thresholds = field(default_factory=Thresholds)
    overcommit: Decimal = Decimal(1)
    interval_seconds: int = 900
    filling_days: int = 90
    host: str | None = None
    nodes: int | None = None
    scrape: Scrape | None = None

    @property
    def read_here(self) -> bool:
        """Whether this service reads it by itself, by the machine's time, and nobody sends samples."""
        return self.host is not None or self.scrape is not None


class Pool(Value):
    """`used_bytes` and `capacity_bytes` (usable) are as last sampled; `quota_bytes` = Σ of its volumes'.

    `drill`: it is parked in an exercise. `missed`: so many times in a row it could not be read.
    """

    id: str
    plan: PoolPlan
    zone: str | None = None
    state: Fill = Fill.UNKNOWN
    used_bytes: int | None = None
    capacity_bytes: int | None = None
    sampled_at: datetime | None = None
    quota_bytes: int = 0
    parked_since: datetime | None = None
    drill: bool = False
    warned: bool = False
    missed: int = 0

    @property
    def usable_bytes(self) -> int | None:
        """What tenants can fill: as measured, else raw × k ÷ (k + m). Source: domain.md, Storage."""
        if self.capacity_bytes is not None or self.plan.raw_bytes is None:
            return self.capacity_bytes
        return self.plan.raw_bytes * self.plan.k // (self.plan.k + self.plan.m)

    @property
    def raw_bytes(self) -> int | None:
        """All its disks; on this host, as many parts of the usable bytes as are written."""
        if self.plan.raw_bytes is None and self.usable_bytes is not None:
            return self.usable_bytes * (self.plan.k + self.plan.m) // self.plan.k
        return self.plan.raw_bytes

    @property
    def used_ratio(self) -> float | None:
        """Used ÷ usable, or None as long as one of them is not known."""
        if self.used_bytes is None or not self.usable_bytes:
            return None
        return self.used_bytes / self.usable_bytes

    @property
    def free_quota_bytes(self) -> int:
        """What can still be promised: usable × overcommit − Σ quotas."""
        return int((self.usable_bytes or 0) * self.plan.overcommit) - self.quota_bytes

    def allot(self, quota_bytes: int, freed_bytes: int = 0) -> Pool:
        """With a quota taken, another given back. Raises `Refused` (conflict, `no_room`) if too much."""
        more = quota_bytes - freed_bytes
        if more > 0 and more > self.free_quota_bytes:
            free, asked = (Decimal(bytes) / TB for bytes in (max(self.free_quota_bytes, 0), more))
            why = f"no_room: pool {self.id} can promise {free:.3f} TB more, {asked:.3f} TB are asked for"
            raise Refused("conflict", why, "/quota_bytes")
        return replace(self, quota_bytes=self.quota_bytes + more)

    @property
    def silent_at(self) -> datetime | None:
        """When the pool is unknown if no newer sample arrives.

        None before the first, and for one that is read by the machine's time, not the platform's.
        """
        if self.sampled_at is None or self.plan.read_here:
            return None
        return self.sampled_at + timedelta(seconds=SILENT_INTERVALS * self.plan.interval_seconds)

    def sampled(self, used: int, capacity: int | None, *, at: datetime, now: datetime) -> Outcome[Pool]:
        """With this sample, unless a newer one is known. One that is stale by now leaves it unknown."""
        if self.sampled_at is not None and at < self.sampled_at:
            return self, ()
        capacity = self.capacity_bytes if capacity is None else capacity
        return replace(self, used_bytes=used, capacity_bytes=capacity, sampled_at=at, missed=0).judged(now)

    def missed_reading(self, now: datetime) -> Outcome[Pool]:
        """It could not be read: unknown, when that is so for the third time in a row."""
        return replace(self, missed=min(self.missed + 1, SILENT_INTERVALS)).judged(now)

    def planned(self, plan: PoolPlan, zone: str | None, now: datetime) -> Outcome[Pool]:
        """As the site file says now, judged by its thresholds."""
        return replace(self, plan=plan, zone=zone).judged(now)

    def judged(self, now: datetime) -> Outcome[Pool]:
        """In the state that the newest sample gives; unknown, never its last state, when that is too old."""
        used, usable = self.used_bytes, self.usable_bytes
        stale = self.missed >= SILENT_INTERVALS or (self.silent_at is not None and self.silent_at <= now)
        if used is None or not usable or stale:
            return self._in(Fill.UNKNOWN, now)
        return self._in(self.plan.thresholds.next(self.state, used, usable), now)

    def _in(self, state: Fill, now: datetime) -> Outcome[Pool]:
        if state is self.state:
            return self, ()
        became = replace(self, state=state)
        events: list[Event] = [
            PoolStateChanged(
                time=now, pool=self.id, was=self.state, state=state,
                used_bytes=self.used_bytes, usable_bytes=self.usable_bytes,
            )
        ]  # fmt: skip
        if _needs_room(state, self.state):
            events.append(became.filling("threshold", None, now))
        return became, events

    def foreseen(self, days_to_full: float | None, now: datetime) -> Outcome[Pool]:
        """Warns once when the forecast comes below `filling_days`, and again only after it was well above."""
        limit = self.plan.filling_days
        if self.warned:
            calm = days_to_full is None or days_to_full > limit * CALM
            return replace(self, warned=not calm), ()
        if days_to_full is None or days_to_full > limit:
            return self, ()
        return replace(self, warned=True), (self.filling("forecast", int(days_to_full), now),)

    def filling(self, because: str, days_to_full: int | None, now: datetime) -> PoolFilling:
        """The fact that the pool needs room."""
        return PoolFilling(
            time=now, pool=self.id, because=because, state=self.state, used_bytes=self.used_bytes or 0,
            usable_bytes=self.usable_bytes or 0, days_to_full=days_to_full,
        )  # fmt: skip

    def parked(self, at: datetime, *, drill: bool = False) -> Outcome[Pool]:
        """Parked, if the pool stands in a zone and is not parked already; once more where it is no exercise any more.

        `drill`: in an exercise.
        """
        real = self.drill and not drill
        if self.zone is None or (self.parked_since is not None and not real):
            return self, ()
        parked = replace(self, parked_since=self.parked_since or at, drill=drill)
        return parked, (Parked(time=at, pool=self.id, zone=self.zone, drill=drill),)

    def drill_over(self, at: datetime) -> Outcome[Pool]:
        """What is still parked when the exercise ends is so for a real alarm."""
        return self.parked(at) if self.drill else (self, ())

    def unparked(self, at: datetime) -> Outcome[Pool]:
        """At work again, if it was parked."""
        if self.zone is None or self.parked_since is None:
            return self, ()
        told = Unparked(time=at, pool=self.id, zone=self.zone, drill=self.drill)
        return replace(self, parked_since=None, drill=False), (told,)


def register_pool(id: str, plan: PoolPlan, zone: str | None, at: datetime) -> Outcome[Pool]:
    """A new pool, unknown until its first sample."""
    pool = Pool(id, plan, zone)
    event = PoolStateChanged(time=at, pool=id, state=pool.state, usable_bytes=pool.usable_bytes)
    return pool, (event,)


def _needs_room(state: Fill, was: Fill) -> bool:
    """Whether a state asks for room where the one before did not, or not as much."""
    if state in {Fill.UNKNOWN, Fill.OK}:
        return False
    return was is Fill.UNKNOWN or RISING.index(state) > RISING.index(was)
