"""What storage answers by HTTP. Source: public-face.md, storage."""

from __future__ import annotations

from datetime import date
from typing import Literal

from libs.http import Answer, At
from services.storage.domain.fill import Fill
from services.storage.domain.forecast import Forecast
from services.storage.domain.peak import tb
from services.storage.domain.pool import Pool
from services.storage.domain.tenant import ONE_DAY
from services.storage.domain.usage import DayPeak, Month, month_total
from services.storage.domain.volume import Volume


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


class ForecastView(Answer):
    """When a pool is full; nulls when it does not grow."""

    days_to_full: float | None
    """From its newest sample."""
    low: float | None
    """Days, early bound."""
    high: float | None
    """Days, late bound."""
    growth_bytes_per_day: int | None
    samples: int
    """Days that the forecast is made of."""

    @classmethod
    def of(cls, forecast: Forecast) -> ForecastView:
        return cls(
            days_to_full=forecast.days_to_full, low=forecast.low, high=forecast.high,
            growth_bytes_per_day=forecast.growth_bytes_per_day, samples=forecast.samples,
        )  # fmt: skip


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


class DayPeakView(Answer):
    """The most that a tenant stored on a day."""

    day: date
    """In Europe/Paris."""
    peak_bytes: int
    tb: str
    """The same in TB (10^12 bytes)."""
    revision: int
    """How often the day was closed; 0 while it is open."""


class UsageView(Answer):
    """What a tenant stored in a month."""

    tb_months: str
    """Mean of the daily peaks over the month."""
    complete: bool
    """Every day of it is closed."""
    daily_peaks: list[DayPeakView]

    @classmethod
    def of(cls, month: Month, peaks: list[DayPeak]) -> UsageView:
        views = [
            DayPeakView(day=one.day, peak_bytes=one.peak_bytes, tb=tb(one.peak_bytes), revision=one.revision)
            for one in peaks
        ]
        over = bool(peaks) and peaks[-1].day + ONE_DAY == month.until
        complete = over and all(one.revision for one in peaks)
        return cls(tb_months=str(month_total(month, peaks)), complete=complete, daily_peaks=views)
