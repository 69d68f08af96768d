"""What the meters, volumes and visitors of some tenants did in a past month, as the simulator's meters have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from simulator.meters import UNITS, Meter, meters
from simulator.stores import Filling, shelves

PARIS = ZoneInfo("Europe/Paris")
HOUR, TEN_MINUTES, SAMPLED_EVERY = timedelta(hours=1), timedelta(minutes=10), timedelta(hours=6)
READ_CLOSELY = 14
"""The day of the month on which every meter is read each ten minutes, so that there is a peak to bill."""


@dataclass(frozen=True, slots=True)
class PastMonth:
    """A calendar month in Paris, written `2026-01`."""

    first: date

    @classmethod
    def before(cls, now: datetime) -> PastMonth:
        """The last month that is over."""
        this = now.astimezone(PARIS).date().replace(day=1)
        return cls((this - timedelta(days=1)).replace(day=1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @property
    def start(self) -> datetime:
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        return _midnight(self.last + timedelta(days=1))

    @property
    def hours(self) -> int:
        return int((self.end - self.start) / HOUR)

    def every(self, step: timedelta) -> Iterator[datetime]:
        """Instants from the start of the month to its end, both included."""
        at = self.start
        while at <= self.end:
            yield at
            at += step

    def read_at(self) -> list[datetime]:
        """When meters are read: each full hour, and each ten minutes of one day."""
        begin = _midnight(self.first.replace(day=READ_CLOSELY))
        closely = {begin + n * TEN_MINUTES for n in range(145)}
        return sorted(closely.union(self.every(HOUR)))


def readings(power: Mapping[str, Any], sources: Iterable[str], month: PastMonth) -> Iterator[dict[str, Any]]:
    """The registers of these meters over the month, in the order of time."""
    wanted = set(sources)
    read = [meter for meter in meters(power) if meter.source in wanted]
    for at in month.read_at():
        yield from (_register(meter, at) for meter in read if "energy" in meter.reads or at.minute == 0)


def samples(storage: Mapping[str, Any], volumes: Iterable[str], month: PastMonth) -> Iterator[dict[str, Any]]:
    """How full these volumes were, four times a day."""
    wanted = set(volumes)
    fillings = [f for shelf in shelves(storage) for f in shelf.volumes if f.id in wanted]
    for at in month.every(SAMPLED_EVERY):
        if at < month.end:
            yield from (_sample(filling, at) for filling in fillings)


def visits(month: PastMonth, count: int) -> Sequence[tuple[datetime, datetime]]:
    """Begin and end of visits, one a working day from the second week on, 90 minutes in the afternoon."""
    days = [month.first + timedelta(days=n) for n in range(7, (month.last - month.first).days + 1)]
    working = [day for day in days if day.weekday() < 5][:count]
    begins = [_midnight(day) + timedelta(hours=14) for day in working]
    return [(begin, begin + timedelta(minutes=90)) for begin in begins]


def _register(meter: Meter, at: datetime) -> dict[str, Any]:
    quantity = "energy" if "energy" in meter.reads else "heat"
    return {
        "id": f"{int(at.timestamp())}-{quantity}",
        "source": meter.source,
        "quantity": quantity,
        "value": meter.reads[quantity](at),
        "unit": UNITS[quantity],
        "at": at.isoformat(),
    }


def _sample(filling: Filling, at: datetime) -> dict[str, Any]:
    return {
        "id": str(int(at.timestamp())),
        "volume": filling.id,
        "used_bytes": filling.used(at),
        "at": at.isoformat(),
    }


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC)
