"""Demand: the mean power of each full ten minutes, closed once.

From the register where that was read every ten minutes, which is exact; else the mean of the power readings
within; else there is none. Power waits for the register as long as that is being read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from services.power.domain.means import mean_kw
from services.power.domain.readings import to_milli
from services.power.domain.registers import TEN_MINUTES
from services.power.domain.stretches import Span, floor


@dataclass(frozen=True, slots=True)
class Sample:
    at: datetime
    kw: Decimal


@dataclass(frozen=True, slots=True)
class Demand:
    """What is open. `samples`: power readings of ten minutes that are not closed yet, in order of time.

    `power_from`, `power_until`: between them power closed ten minutes, and the register closes none.
    """

    samples: tuple[Sample, ...] = ()
    power_from: datetime | None = None
    power_until: datetime | None = None

    def closed_by_power(self, start: datetime) -> bool:
        """Whether the register says nothing any more of the ten minutes from there."""
        if self.power_from is None or self.power_until is None:
            return False
        return self.power_from <= start < self.power_until


Closed = tuple[datetime, Decimal]
"""The start of ten minutes, and their mean power (kW)."""


def by_register(
    demand: Demand, spans: Sequence[Span], read_until: datetime, digits: int
) -> tuple[Demand, list[Closed]]:
    """After the register was read: it closed the ten minutes `spans`; its newest reading is at `read_until`.

    Power readings close what the register has now passed without closing it.
    """
    if not spans and not demand.samples:
        return demand, []
    closed = [(span.start.at, mean_kw(span, digits)) for span in spans if not demand.closed_by_power(span.start.at)]
    starts = {start for start, _ in closed}
    passed = [sample for sample in demand.samples if sample.at < floor(read_until, TEN_MINUTES)]
    demand = replace(demand, samples=demand.samples[len(passed) :])
    demand, means = _by_power(demand, [s for s in passed if floor(s.at, TEN_MINUTES) not in starts])
    return demand, sorted(closed + means)


def by_power(demand: Demand, sample: Sample, register_read: datetime | None) -> tuple[Demand, list[Closed]]:
    """After a power reading; `register_read`: the newest reading of the source's register."""
    start = floor(sample.at, TEN_MINUTES)
    passed_by_register = register_read is not None and start + TEN_MINUTES <= register_read
    if passed_by_register or (demand.power_until is not None and start < demand.power_until):
        return demand, []
    kept = {known.at: known for known in (*demand.samples, sample)}
    demand = replace(demand, samples=tuple(kept[at] for at in sorted(kept)))
    open_from = floor(demand.samples[-1].at, TEN_MINUTES)
    ended = [known for known in demand.samples if known.at < open_from]
    if not ended or (register_read is not None and register_read >= floor(ended[-1].at, TEN_MINUTES)):
        return demand, []
    return _by_power(replace(demand, samples=demand.samples[len(ended) :]), ended)


def _by_power(demand: Demand, samples: Sequence[Sample]) -> tuple[Demand, list[Closed]]:
    means: list[Closed] = []
    for start, group in groupby(samples, lambda sample: floor(sample.at, TEN_MINUTES)):
        powers = [sample.kw for sample in group]
        means.append((start, to_milli(sum(powers, Decimal(0)) / len(powers))))
    if means:
        until = means[-1][0] + TEN_MINUTES
        demand = replace(demand, power_from=demand.power_from or means[0][0], power_until=until)
    return demand, means
