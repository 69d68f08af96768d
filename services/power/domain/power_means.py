"""Ten minutes that power readings closed: their samples are kept, so that what comes later corrects them.

A register that measures the ten minutes is exact and takes their place; after that no power reading counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from libs.events import Value, field, replace
from services.power.domain.demand import Sample, mean_of_samples
from services.power.domain.means import Mean
from services.power.domain.stretches import HOUR, floor


class PowerHour(Value):
    """One hour of one source. `samples`: by the minute at which their ten minutes begin."""

    id: str
    source: str
    start: datetime
    samples: Mapping[str, tuple[Sample, ...]] = field(default_factory=dict)

    def reads(self, start: datetime, samples: Iterable[Sample]) -> PowerHour:
        """With power readings of the ten minutes from `start`."""
        minute = f"{start:%M}"
        kept = {one.at: one for one in (*self.samples.get(minute, ()), *samples)}
        return replace(self, samples={**self.samples, minute: tuple(kept[at] for at in sorted(kept))})

    def without(self, start: datetime) -> PowerHour:
        """The register tells the mean of the ten minutes from `start`."""
        minute = f"{start:%M}"
        return replace(self, samples={other: kept for other, kept in self.samples.items() if other != minute})

    def mean(self, start: datetime) -> Mean | None:
        """By power readings; None where there are none."""
        samples = self.samples.get(f"{start:%M}", ())
        return mean_of_samples(start, samples) if samples else None


def power_hour_id(source: str, start: datetime) -> str:
    return f"{source}:{floor(start, HOUR):%Y-%m-%dT%HZ}"
