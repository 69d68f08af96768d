"""Closed meter hours, kept a UTC day at a time, and the energy that their registers tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Self

from libs.events import Value, field
from services.billing.heard import HeatHourClosed, HeatHourCorrected, MeterHourClosed, MeterHourCorrected

HOUR = timedelta(hours=1)

HourKnown = MeterHourClosed | MeterHourCorrected | HeatHourClosed | HeatHourCorrected


class Hour(Value):
    """The registers at both ends of a clock hour, kWh, and what power says was used between.

    `exchanged`: they are not of one register.
    """

    register_from: Decimal
    register_until: Decimal
    kwh: Decimal
    estimated: bool
    exchanged: bool = False

    @property
    def advance(self) -> Decimal:
        """The register's way; over a roll-over or an exchange, what power closed."""
        way = self.register_until - self.register_from
        return self.kwh if way < 0 or self.exchanged else way


class EnergyDay(Value):
    """A source's hours of one UTC day; `hours` by the hour's begin, "00" to "23". id: `<source>/<day>`."""

    id: str
    source: str
    day: date
    hours: dict[str, Hour] = field(default_factory=dict)

    @classmethod
    def blank(cls, source: str, instant: datetime) -> Self:
        """The day that holds this instant, with no hour yet."""
        return cls(day_id(source, instant), source, instant.astimezone(UTC).date())

    def closed(self, event: HourKnown) -> tuple[Self, bool]:
        """The day with this hour, and whether it replaces another one.

        Rule: the last word of the source's stream about an hour counts; power is the one to correct itself.
        """
        key = f"{event.from_.astimezone(UTC).hour:02d}"
        hour = Hour(event.register_from, event.register_until, event.kwh, event.estimated, event.exchanged)
        known = self.hours.get(key)
        if known == hour:
            return self, False
        return type(self)(self.id, self.source, self.day, {**self.hours, key: hour}), known is not None

    def each(self) -> Iterator[tuple[datetime, Hour]]:
        """The hours in their order, each with the instant at which it begins."""
        begin = datetime.combine(self.day, time(), UTC)
        for key in sorted(self.hours):
            yield begin + int(key) * HOUR, self.hours[key]


class HeatDay(EnergyDay):
    """The same of a heat meter: what it gave to the neighbours' network."""


class Registers(Value):
    """What a source tells of a span: registers at its ends, kWh between, `hours` closed of `expected`."""

    source: str
    register_from: Decimal | None
    register_until: Decimal | None
    kwh: Decimal
    hours: int
    expected: int
    estimated: int

    @property
    def complete(self) -> bool:
        return self.hours == self.expected


def day_id(source: str, instant: datetime) -> str:
    """The id of the document of a source's UTC day that holds this instant."""
    return f"{source}/{instant.astimezone(UTC).date().isoformat()}"


def hours_between(days: Iterable[EnergyDay], start: datetime, end: datetime) -> Iterator[tuple[datetime, Hour]]:
    """The hours that begin from `start` (included) to `end` (not included), in order."""
    for day in sorted(days, key=lambda d: d.day):
        for begin, hour in day.each():
            if start <= begin < end:
                yield begin, hour


def energy(source: str, days: Iterable[EnergyDay], start: datetime, end: datetime) -> Registers:
    """Register at the end - register at the start, as far as hours are closed.

    Across hours that are missing the register still counts, as long as it went on; where it went back (a
    roll-over or another meter meanwhile) nothing is assumed. Hours that touch count each their own way, so
    that an exchange of the meter on the hour is no energy.
    """
    first = last = None
    kwh, count, estimated, after = Decimal(0), 0, 0, start
    for begin, hour in hours_between(days, start, end):
        if last is not None and begin > after:
            kwh += max(Decimal(0), hour.register_from - last.register_until)
        kwh += hour.advance
        first, last, after = first or hour, hour, begin + HOUR
        count, estimated = count + 1, estimated + hour.estimated
    return Registers(
        source,
        first.register_from if first else None,
        last.register_until if last else None,
        kwh,
        count,
        int((end - start) / HOUR),
        estimated,
    )
