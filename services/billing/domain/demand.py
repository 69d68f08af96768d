"""10-minute mean powers, kept a UTC day at a time, and a tenant's highest one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from services.billing.domain.energy import day_id
from services.billing.heard import DemandClosed, DemandCorrected

TEN_MINUTES = timedelta(minutes=10)

MeanKnown = DemandClosed | DemandCorrected


@dataclass(frozen=True, slots=True)
class DemandDay:
    """A source's 144 mean powers of one UTC day, kW; `kw` by "hhmm" of their begin. id: `<source>/<day>`."""

    id: str
    source: str
    day: date
    kw: dict[str, Decimal] = field(default_factory=dict)

    @classmethod
    def blank(cls, source: str, instant: datetime) -> DemandDay:
        """The day that holds this instant, with no mean yet."""
        return cls(day_id(source, instant), source, instant.astimezone(UTC).date())

    def closed(self, event: MeanKnown) -> tuple[DemandDay, bool]:
        """The day with this mean, and whether it replaces another one; the last word counts."""
        begin = event.from_.astimezone(UTC)
        key = f"{begin.hour:02d}{begin.minute:02d}"
        known = self.kw.get(key)
        if known == event.kw:
            return self, False
        return DemandDay(self.id, self.source, self.day, {**self.kw, key: event.kw}), known is not None

    def each(self) -> Iterator[tuple[datetime, Decimal]]:
        begin = datetime.combine(self.day, time(), UTC)
        for key, kw in self.kw.items():
            yield begin + timedelta(hours=int(key[:2]), minutes=int(key[2:])), kw


@dataclass(frozen=True, slots=True)
class Peak:
    """The highest 10-minute mean of a span: when it began and how high, kW."""

    at: datetime
    kw: Decimal


TOP = Decimal("0.05")
"""The part of the means that is dropped for the 95th percentile. Source: domain.md, Billing."""


@dataclass(frozen=True, slots=True)
class Demand:
    """The means of a span, kW, the sources summed, by the begin of their ten minutes. `complete`: all are there."""

    sums: dict[datetime, Decimal]
    complete: bool

    @classmethod
    def of(cls, days: Iterable[DemandDay], start: datetime, end: datetime, sources: int) -> Demand:
        sums: dict[datetime, Decimal] = {}
        count = 0
        for day in days:
            for begin, kw in day.each():
                if start <= begin < end:
                    sums[begin] = sums.get(begin, Decimal(0)) + kw
                    count += 1
        return cls(sums, count == sources * int((end - start) / TEN_MINUTES))

    @property
    def highest(self) -> Peak | None:
        """The earliest of equal ones."""
        return _highest(self.sums)

    @property
    def percentile(self) -> Peak | None:
        """The highest once the top 5 % are dropped, a part of one not counted."""
        ordered = sorted(self.sums.items(), key=lambda entry: (entry[1], entry[0]))
        return _highest(dict(ordered[: len(ordered) - int(len(ordered) * TOP)]))


def _highest(sums: dict[datetime, Decimal]) -> Peak | None:
    if not sums:
        return None
    at, kw = min(sums.items(), key=lambda entry: (-entry[1], entry[0]))
    return Peak(at, kw)
