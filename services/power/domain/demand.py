"""Demand: the mean power of each full ten minutes and of both their halves, closed once, corrected by what comes later.

From the register where that was read every ten minutes, which is exact; else the mean of the power readings
within; else there is none. Power waits for the register as long as that is being read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from libs.events import Event, Value, replace
from services.power.domain.means import Mean, mean_of
from services.power.domain.readings import to_milli
from services.power.domain.registers import FIVE_MINUTES, TEN_MINUTES
from services.power.domain.stretches import Span, floor
from services.power.events import DemandClosed, DemandCorrected


class Sample(Value):
    """A power reading."""

    at: datetime
    kw: Decimal


class Demand(Value):
    """What is open. `samples`: power readings of ten minutes that are not closed yet, in order of time.

    `power_from`, `power_until`: between them power may have closed ten minutes, and outside it has closed none.
    """

    samples: tuple[Sample, ...] = ()
    power_from: datetime | None = None
    power_until: datetime | None = None

    def by_power(self, start: datetime) -> bool:
        """Whether power may have closed the ten minutes from there."""
        if self.power_from is None or self.power_until is None:
            return False
        return self.power_from <= start < self.power_until

    def closing(self, start: datetime) -> Demand:
        """With the ten minutes from there closed by power."""
        until = start + TEN_MINUTES
        return replace(
            self, power_from=min(self.power_from or start, start), power_until=max(self.power_until or until, until)
        )


Closed = tuple[datetime, Mean]
"""The start of ten minutes, and their mean power."""

Powered = tuple[datetime, tuple[Sample, ...]]
"""The start of ten minutes, and the power readings within."""


class Passed(NamedTuple):
    """After a reading: what the register measured, and what power closes. `late`: of ten minutes that are over."""

    demand: Demand
    measured: Sequence[Closed] = ()
    powered: Sequence[Powered] = ()
    late: Sample | None = None


def by_register(demand: Demand, spans: Sequence[Span], read_until: datetime, digits: int) -> Passed:
    """After the register was read: it closed the ten minutes `spans`; its newest reading is at `read_until`.

    Power readings close what the register has now passed without closing it.
    """
    if not spans and not demand.samples:
        return Passed(demand)
    measured = [(span.start.at, mean_of(span, digits)) for span in spans]
    starts = {start for start, _ in measured}
    passed = [sample for sample in demand.samples if sample.at < floor(read_until, TEN_MINUTES)]
    demand = replace(demand, samples=demand.samples[len(passed) :])
    closed = _by_power(demand, [sample for sample in passed if floor(sample.at, TEN_MINUTES) not in starts])
    return closed._replace(measured=measured)


def by_power(demand: Demand, sample: Sample, register_read: datetime | None) -> Passed:
    """After a power reading; `register_read`: the newest reading of the source's register."""
    start = floor(sample.at, TEN_MINUTES)
    passed_by_register = register_read is not None and start + TEN_MINUTES <= register_read
    if passed_by_register or (demand.power_until is not None and start < demand.power_until):
        return Passed(demand, late=sample)
    kept = {known.at: known for known in (*demand.samples, sample)}
    demand = replace(demand, samples=tuple(kept[at] for at in sorted(kept)))
    open_from = floor(demand.samples[-1].at, TEN_MINUTES)
    ended = [known for known in demand.samples if known.at < open_from]
    if not ended or (register_read is not None and register_read >= floor(ended[-1].at, TEN_MINUTES)):
        return Passed(demand)
    return _by_power(replace(demand, samples=demand.samples[len(ended) :]), ended)


def demand_told(source: str, start: datetime, was: Mean | None, now: Mean | None) -> tuple[Event, ...]:
    """What is told of ten minutes whose mean is known, was not known so before, and is now."""
    if now is None or now == was:
        return ()
    said: dict[str, Any] = {"time": start + TEN_MINUTES, "source": source, "from_": start, **now._asdict()}
    return (DemandClosed(**said) if was is None else DemandCorrected(**said, was_kw=was.kw),)


def mean_of_samples(start: datetime, samples: Sequence[Sample]) -> Mean:
    """Of the ten minutes from `start`, in which they lie."""
    middle = start + FIVE_MINUTES
    first, last = [s for s in samples if s.at < middle], [s for s in samples if s.at >= middle]
    return Mean(_of(samples), (_of(first), _of(last)) if first and last else None)


def _of(samples: Sequence[Sample]) -> Decimal:
    return to_milli(sum((sample.kw for sample in samples), Decimal(0)) / len(samples))


def _by_power(demand: Demand, samples: Sequence[Sample]) -> Passed:
    powered = [(start, tuple(group)) for start, group in groupby(samples, lambda sample: floor(sample.at, TEN_MINUTES))]
    for start, _ in powered:
        demand = demand.closing(start)
    return Passed(demand, powered=powered)
