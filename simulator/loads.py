"""What a meter sees, as functions of time: power that rises and falls, and its register, which only grows.

Closed forms, so that any instant can be asked for, of the past as well, and a restart changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Wave:
    """A rise and fall of `share` of the mean, once in `period` seconds."""

    period: float
    share: float
    phase: float


@dataclass(frozen=True, slots=True)
class Load:
    """Power of `mean_kw` with waves on it; the register showed `start_kwh` at EPOCH. Shares add up to less than 1."""

    mean_kw: float
    start_kwh: float
    waves: tuple[Wave, ...] = ()

    def kw(self, at: datetime) -> float:
        """Power at that instant."""
        x = _seconds(at)
        swing = sum(wave.share * math.sin(2 * math.pi * x / wave.period + wave.phase) for wave in self.waves)
        return self.mean_kw * (1 + swing)

    def kwh(self, at: datetime) -> float:
        """The register at that instant: its start, and all power since."""
        x = _seconds(at)
        swung = sum(
            wave.share
            * wave.period
            / (2 * math.pi)
            * (math.cos(wave.phase) - math.cos(2 * math.pi * x / wave.period + wave.phase))
            for wave in self.waves
        )
        return self.start_kwh + self.mean_kw * (x + swung) / 3600


def server_load(id: str, mean_kw: float) -> Load:
    """A rack's feed: busiest in the afternoon, with a ripple of its own. The same for the same id, always."""
    seed = Random(id)
    afternoon = Wave(DAY, seed.uniform(0.05, 0.15), -0.75 * math.pi + seed.uniform(-0.4, 0.4))
    ripple = Wave(seed.uniform(1500, 4000), seed.uniform(0.01, 0.04), seed.uniform(0, 2 * math.pi))
    return Load(mean_kw, seed.uniform(60_000, 120_000), (afternoon, ripple))


@dataclass(frozen=True, slots=True)
class Sum:
    """Several loads behind one meter, `factor` times."""

    parts: Sequence[Load]
    factor: float
    start_kwh: float

    def kw(self, at: datetime) -> float:
        """Power at that instant."""
        return self.factor * sum(part.kw(at) for part in self.parts)

    def kwh(self, at: datetime) -> float:
        """The register at that instant."""
        return self.start_kwh + self.factor * sum(part.kwh(at) - part.start_kwh for part in self.parts)


def _seconds(at: datetime) -> float:
    return (at - EPOCH).total_seconds()
