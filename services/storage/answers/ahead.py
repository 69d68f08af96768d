"""What lies ahead: growth, forecasts, what would be. Source: public-face.md, storage."""

from __future__ import annotations

from typing import Self

from libs.http import Answer, At
from services.storage.domain.arrival import Outlook
from services.storage.domain.fill import Fill
from services.storage.domain.forecast import Forecast
from services.storage.domain.loss import Data, Loss
from services.storage.domain.pool import Pool
from services.storage.domain.trend import Step, Trend
from services.storage.domain.volume import Volume


class StepView(Answer):
    """Moved in (or out) at once: no growth."""

    at: At
    """At the latest."""
    bytes: int
    """Negative: moved out."""

    @classmethod
    def of(cls, step: Step) -> StepView:
        return cls(at=step.at, bytes=step.bytes)


class _Growing(Answer):
    growth_bytes_per_day: int | None
    """The Theil-Sen slope; null of less than two samples."""
    samples: int
    """Points that it is made of, of the last 180 days."""
    enough: bool
    """They cover a week at least: less is the noise of a working day."""
    steps: list[StepView]
    """What was moved in or out at once within these days."""


def _growing(trend: Trend) -> dict[str, object]:
    per_day = None if trend.per_day is None else round(trend.per_day)
    steps = [StepView.of(step) for step in trend.steps]
    return {"growth_bytes_per_day": per_day, "samples": trend.samples, "enough": trend.enough, "steps": steps}


class ForecastView(_Growing):
    """When a pool is full; nulls when it does not grow."""

    days_to_full: float | None
    """From its newest sample."""
    low: float | None
    """Days, early bound."""
    high: float | None
    """Days, late bound."""

    @classmethod
    def of(cls, found: Forecast) -> Self:
        return cls.model_validate(
            {**_growing(found.trend), "days_to_full": found.days_to_full, "low": found.low, "high": found.high}
        )


class GrowthView(_Growing):
    """How much something grows a day, with the slope's 95 % interval."""

    low_bytes_per_day: int | None
    high_bytes_per_day: int | None
    per_server_bytes_per_day: int | None
    """Of a volume that carries servers: of each of them on average."""

    @classmethod
    def of(cls, trend: Trend, servers: int | None = None) -> Self:
        low, high = (None if slope is None else round(slope) for slope in (trend.slowest, trend.fastest))
        each = None if servers is None or trend.per_day is None else round(trend.per_day / servers)
        return cls.model_validate(
            {**_growing(trend), "low_bytes_per_day": low, "high_bytes_per_day": high, "per_server_bytes_per_day": each}
        )


class OutlookView(Answer):
    """A pool just after so many bytes have come."""

    pool: str
    has_room: bool
    """They can be promised, and do not fill it."""
    free_quota_bytes: int
    """Usable bytes that can still be promised then; negative: so many are missing."""
    used_bytes: int | None
    """As its growth has it; null of a pool that was never sampled."""
    state: Fill
    full_at: At | None
    """When its usable bytes are used up, if it goes on growing as it does; null if it does not grow."""

    @classmethod
    def of(cls, pool: Pool, seen: Outlook) -> OutlookView:
        return cls(
            pool=pool.id, has_room=seen.has_room, free_quota_bytes=seen.free_quota_bytes, used_bytes=seen.used_bytes,
            state=seen.state, full_at=seen.full_at,
        )  # fmt: skip


class TouchedView(Answer):
    """A volume of a pool that loses data."""

    volume: str
    tenant: str
    used_bytes: int | None
    servers: int
    """So many servers lie on it."""


class LossView(Answer):
    """A pool without some of its nodes, or without all of it."""

    pool: str
    data: Data
    why: str
    usable_bytes: int
    """On the nodes that are left."""
    used_ratio: float | None
    state: Fill
    """Once all parts are made again."""
    volumes: list[TouchedView]
    """Whose data is lost; empty where none is."""

    @classmethod
    def of(cls, pool: Pool, loss: Loss, volumes: list[Volume]) -> LossView:
        touched = [
            TouchedView(
                volume=one.id, tenant=one.tenant, used_bytes=one.used_bytes,
                servers=one.servers.count if one.servers else 0,
            )
            for one in volumes
        ]  # fmt: skip
        return cls(
            pool=pool.id, data=loss.data, why=loss.why, usable_bytes=loss.usable_bytes, used_ratio=loss.used_ratio,
            state=loss.state, volumes=touched,
        )  # fmt: skip
