"""How the stories of power are told: the time on the left, what is read, and what follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from libs.events import Event
from services.power.domain.generator import Generator
from services.power.domain.racks import Rack, Supply
from services.power.domain.readings import UNITS, Reading, to_reading
from services.power.domain.sources import Source
from services.power.events import HeatHourClosed, MeterHourClosed
from services.power.plan import FUEL_CURVE

DAY = datetime(2026, 3, 2, tzinfo=UTC)


def at(clock: str) -> datetime:
    """`10:20` or `10:20:30` on the day of the stories; `+1 00:00` on the day after."""
    days, _, time = clock.rpartition(" ")
    hours, minutes, *seconds = (int(part) for part in time.split(":"))
    passed = timedelta(days=int(days or 0), hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    return DAY + passed


def reading(clock: str, said: str, source: str = "m1") -> Reading:
    """`energy 12.5` or `state off`, as the source would send it."""
    quantity, value = said.split()
    return to_reading(source, quantity, value, UNITS[quantity], at(clock))


def meter(digits: int = 6, quantities: Iterable[str] = ("energy", "power", "heat")) -> Source:
    return Source("m1", tuple(quantities), interval_seconds=60, register_digits=digits)


def told(source: Source, story: Iterable[tuple[str, str]]) -> tuple[Source, list[Event]]:
    """The source after a story, and everything that it made known; each reading arrives when it is read."""
    events: list[Event] = []
    for clock, said in story:
        one = reading(clock, said)
        source, raised, *_ = source.read(one, now=one.at)
        events += raised
    return source, events


def hours(events: Iterable[Event]) -> list[str]:
    """The closed hours, as `10:00-11:00 100.000 > 112.500 = 12.500 kWh`, `~` where estimated."""
    return [
        f"{one.from_:%H:%M}-{one.until:%H:%M} {one.register_from} > {one.register_until} = {one.kwh} kWh"
        f"{' ~' if one.estimated else ''}"
        for one in events
        if isinstance(one, MeterHourClosed | HeatHourClosed)
    ]


def names(events: Iterable[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def generator(**known: Any) -> Generator:
    """A set of 1000 kW in standby, with 27,235 L: 85 % of them last a week at half load."""
    planned: dict[str, Any] = {
        "id": "g1",
        "source": "g1-panel",
        "nameplate_kw": Decimal(1000),
        "tank_litres": Decimal(28000),
        "fuel_curve": FUEL_CURVE,
        "autonomy_low_hours": (72, 24, 8),
        "state": "standby",
    }
    return Generator(**(planned | known))


def rack(load_a: str | None, load_b: str | None, breaker_kw: str = "10", id: str = "a01") -> Rack:
    """A rack on A and B; each feed may carry 0.8 x its breaker."""
    loads = {"a": load_a, "b": load_b}
    supplies = (Supply(feed, f"{id}-{feed}", feed, Decimal(load) if load else None) for feed, load in loads.items())
    return Rack(id, id[0], Decimal(breaker_kw), tuple(supplies))
