"""What storage answers by HTTP. Source: public-face.md, storage."""

from __future__ import annotations

from datetime import date

from libs.http import Answer, At
from services.storage.domain.fill import Fill
from services.storage.domain.forecast import Forecast
from services.storage.domain.peak import tb
from services.storage.domain.pool import Pool
from services.storage.domain.tenant import ONE_DAY
from services.storage.domain.usage import DayPeak, Month, month_total
from services.storage.domain.volume import Volume


class PoolView(Answer):
    """A pool. `raw_bytes` are the disks, all other bytes are usable ones; figures are as of `as_of`."""

    pool: str
    kind: str
    zone: str | None
    raw_bytes: int | None
    usable_bytes: int | None
    used_bytes: int | None
    quota_bytes: int
    free_quota_bytes: int
    used_ratio: float | None
    state: Fill
    as_of: At | None
    parked: bool

    @classmethod
    def of(cls, pool: Pool) -> PoolView:
        return cls(
            pool=pool.id, kind=pool.plan.kind, zone=pool.zone, raw_bytes=pool.raw_bytes,
            usable_bytes=pool.usable_bytes, used_bytes=pool.used_bytes, quota_bytes=pool.quota_bytes,
            free_quota_bytes=pool.free_quota_bytes, used_ratio=pool.used_ratio, state=pool.state,
            as_of=pool.sampled_at, parked=pool.parked_since is not None,
        )  # fmt: skip


class ForecastView(Answer):
    """When a pool is full: days from its newest sample, early and late bound; nulls when it does not grow."""

    days_to_full: float | None
    low: float | None
    high: float | None
    growth_bytes_per_day: int | None
    samples: int

    @classmethod
    def of(cls, forecast: Forecast) -> ForecastView:
        return cls(
            days_to_full=forecast.days_to_full, low=forecast.low, high=forecast.high,
            growth_bytes_per_day=forecast.growth_bytes_per_day, samples=forecast.samples,
        )  # fmt: skip


class ServersView(Answer):
    """The servers that a volume carries: `prefix-0001` … `prefix-<count>`, each with its quota."""

    kind: str
    prefix: str
    count: int
    quota_bytes: int


class VolumeView(Answer):
    """A volume. `used_bytes` as of `as_of`, null before its first sample."""

    id: str
    tenant: str
    pool: str
    quota_bytes: int
    used_bytes: int | None
    capacity_bytes: int | None
    as_of: At | None
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
    """A day's peak. `revision` counts its closings; 0 while it is open."""

    day: date
    peak_bytes: int
    tb: str
    revision: int


class UsageView(Answer):
    """What a tenant stored in a month. `complete`: every day of it is closed."""

    tb_months: str
    complete: bool
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
