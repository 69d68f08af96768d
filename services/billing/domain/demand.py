"""Mean powers of 10 minutes and of 5, kept a UTC day at a time; a tenant's highest, and its 95th percentile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from libs.events import Value, field, replace
from services.billing.domain.energy import day_id
from services.billing.heard import DemandClosed, DemandCorrected

TEN_MINUTES, FIVE_MINUTES = timedelta(minutes=10), timedelta(minutes=5)

MeanKnown = DemandClosed | DemandCorrected


class DemandDay(Value):
    """A source's 144 mean powers of one UTC day, kW; `kw` by "hhmm" of their begin. id: `<source>/<day>`.

    `halves`: the same of their first five minutes and their last, where power knows them.
    """

    id: str
    source: str
    day: date
    kw: dict[str, Decimal] = field(default_factory=dict)
    halves: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)

    @classmethod
    def blank(cls, source: str, instant: datetime) -> DemandDay:
        """The day that holds this instant, with no mean yet."""
        return cls(day_id(source, instant), source, instant.astimezone(UTC).date())

    def closed(self, event: MeanKnown) -> tuple[DemandDay, bool]:
        """The day with this mean, and whether it replaces another one; the last word counts."""
        begin = event.from_.astimezone(UTC)
        key = f"{begin.hour:02d}{begin.minute:02d}"
        known, halves = self.kw.get(key), {name: kw for name, kw in self.halves.items() if name != key}
        if known == event.kw and self.halves.get(key) == event.halves:
            return self, False
        if event.halves is not None:
            halves[key] = event.halves
        return replace(self, kw={**self.kw, key: event.kw}, halves=halves), known is not None

    def each(self, step: timedelta) -> Iterator[tuple[datetime, Decimal]]:
        """Each ten minutes, or each five: where the halves are not known, both are taken to be the whole."""
        begin = datetime.combine(self.day, time(), UTC)
        for key, kw in self.kw.items():
            at = begin + timedelta(hours=int(key[:2]), minutes=int(key[2:]))
            if step == TEN_MINUTES:
                yield at, kw
                continue
            first, last = self.halves.get(key, (kw, kw))
            yield at, first
            yield at + FIVE_MINUTES, last


class Peak(Value):
    """A mean of a span: when it began and how high, kW."""

    at: datetime
    kw: Decimal


TOP = Decimal("0.05")
"""The part of the means that is dropped for the 95th percentile. Source: domain.md, Billing."""


class Demand(Value):
    """The means of a span, kW, the sources summed, by their begin. `complete`: all are there."""

    sums: dict[datetime, Decimal]
    complete: bool

    @classmethod
    def of(
        cls, days: Iterable[DemandDay], start: datetime, end: datetime, sources: int, step: timedelta = TEN_MINUTES
    ) -> Demand:
        """`step`: of ten minutes, or of five."""
        sums: dict[datetime, Decimal] = {}
        count = 0
        for day in days:
            for begin, kw in day.each(step):
                if start <= begin < end:
                    sums[begin] = sums.get(begin, Decimal(0)) + kw
                    count += 1
        return cls(sums, count == sources * int((end - start) / step))

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
