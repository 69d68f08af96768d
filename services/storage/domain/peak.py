"""The billing arithmetic of storage: a day's peak, a month's TB-months. Source: public-face.md, billing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from services.storage.domain.pool import TB
from services.storage.domain.samples import VolumeDay

Levels = Mapping[str, int]
"""Used bytes by volume at the end of a day."""


def peak_of(carried: Levels, sampled: Iterable[VolumeDay]) -> int:
    """The highest Σ of a tenant's volumes at one day's sample instants, in bytes.

    A volume sampled on that day counts with its last sample of it up to the instant, so not at all before its
    first one; any other counts with what it was `carried` at. On a day without any sample: Σ carried.
    """
    sampled = tuple(sampled)
    fresh = {day.volume for day in sampled}
    total = sum(used for volume, used in carried.items() if volume not in fresh)
    steps = sorted((instant, day.volume, used) for day in sampled for instant, used in day.samples())
    if not steps:
        return total
    peak, now = 0, dict.fromkeys(fresh, 0)
    for place, (instant, volume, used) in enumerate(steps):
        total += used - now[volume]
        now[volume] = used
        if place + 1 == len(steps) or steps[place + 1][0] != instant:
            peak = max(peak, total)
    return peak


def levels_after(carried: Levels, sampled: Iterable[VolumeDay]) -> dict[str, int]:
    """What the next day begins with."""
    return {**carried, **{day.volume: day.last for day in sampled}}


def tb(peak_bytes: int) -> str:
    """Bytes as TB (10^12), exact, in plain decimal digits."""
    return format((Decimal(peak_bytes) / TB).normalize(), "f")


def tb_months(peaks: Iterable[int], days_in_period: int) -> Decimal:
    """The mean over the period's days of each day's peak, in TB, half-up to 3 decimals."""
    mean = Decimal(sum(peaks)) / days_in_period / TB
    return mean.quantize(Decimal("0.001"), ROUND_HALF_UP)
