"""Ten minutes that power readings closed: their samples are kept, so that what comes later corrects them.

A register that measures the ten minutes is exact and takes their place; after that no power reading counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from libs.events import Event
from services.power.domain.demand import Sample, demand_told, mean_of_samples
from services.power.domain.means import Mean
from services.power.domain.stretches import HOUR, floor


@dataclass(frozen=True, slots=True)
class PowerHour:
    """One hour of one source. `samples`: by the minute at which their ten minutes begin.

    `measured`: those minutes of which the register told the mean since.
    """

    id: str
    source: str
    start: datetime
    samples: Mapping[str, tuple[Sample, ...]] = field(default_factory=dict)
    measured: tuple[str, ...] = ()

    def reads(self, start: datetime, samples: Iterable[Sample]) -> tuple[PowerHour, Sequence[Event]]:
        """With power readings of the ten minutes from `start`."""
        minute = f"{start:%M}"
        if minute in self.measured:
            return self, ()
        kept = {one.at: one for one in (*self.samples.get(minute, ()), *samples)}
        known = replace(self, samples={**self.samples, minute: tuple(kept[at] for at in sorted(kept))})
        return known, demand_told(self.source, start, self.mean(start), known.mean(start))

    def measures(self, start: datetime, mean: Mean) -> tuple[PowerHour, Sequence[Event]]:
        """After the register told the mean of the ten minutes from `start`."""
        minute = f"{start:%M}"
        others = {other: samples for other, samples in self.samples.items() if other != minute}
        known = replace(self, samples=others, measured=(*self.measured, minute))
        return known, demand_told(self.source, start, self.mean(start), mean)

    def mean(self, start: datetime) -> Mean | None:
        """By power readings; None where there are none that count."""
        samples = self.samples.get(f"{start:%M}", ())
        return mean_of_samples(start, samples) if samples else None


def power_hour_id(source: str, start: datetime) -> str:
    return f"{source}:{floor(start, HOUR):%Y-%m-%dT%HZ}"
