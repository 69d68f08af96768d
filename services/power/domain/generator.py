"""The generator: expected at the load within ten seconds of a feed lost; its fuel in hours."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from libs.events import Event, Outcome
from services.power.domain import fuel
from services.power.domain.generator_states import Signal, State, after, said_by
from services.power.domain.readings import Reading, to_milli
from services.power.events import AutonomyLow, AutonomyRestored, GeneratorFailedToStart, GeneratorStarted

AT_THE_LOAD_WITHIN = timedelta(seconds=10)
"""NFPA 110 type 10. Source: domain.md, Power [R]."""

REARMED_ABOVE = Decimal("1.05")
"""Of a threshold of autonomy: so much more, before it counts as passed again [K]."""


@dataclass(frozen=True, slots=True)
class Generator:
    """The backup generator; litres and kW.

    `needed_by`: the feeds that are lost; `needed_at`: since when it is awaited; `warned_hours`: the threshold
    of autonomy that still holds, `warned_at`: when one was announced last.
    """

    id: str
    source: str
    nameplate_kw: Decimal
    tank_litres: Decimal
    fuel_curve: Mapping[str, Decimal]
    autonomy_low_hours: tuple[int, ...]
    state: State = "unknown"
    needed_by: tuple[str, ...] = ()
    needed_at: datetime | None = None
    fuel_litres: Decimal | None = None
    load_kw: Decimal | None = None
    last_test: datetime | None = None
    warned_hours: int | None = None
    warned_at: datetime | None = None

    def burn(self) -> Decimal:
        """Litres an hour at the load it has, or is taken to have."""
        return fuel.burn(self.fuel_curve, self.nameplate_kw, self.load_kw)

    def autonomy_hours(self) -> Decimal | None:
        """None while the fuel is unknown."""
        return None if self.fuel_litres is None else fuel.autonomy_hours(self.fuel_litres, self.burn())

    def next_test_due(self) -> datetime | None:
        """A month after the last one. Source: domain.md, Power [R]; None while no test is known."""
        return None if self.last_test is None else _a_month_after(self.last_test)

    def expected_by(self) -> datetime | None:
        """When it has failed, unless it is at the load before; None while it is not awaited."""
        if self.state != "starting" or self.needed_at is None:
            return None
        return self.needed_at + AT_THE_LOAD_WITHIN

    def feed_lost(self, feed: str, at: datetime) -> Outcome[Generator]:
        """A feed is lost: from now on the generator is expected at the load."""
        needed = replace(self, needed_by=tuple(sorted({*self.needed_by, feed})))
        return (needed, ()) if self.needed_by else _moved(needed, "needed", at)

    def feed_restored(self, feed: str, at: datetime) -> Outcome[Generator]:
        """A feed is back; when it was the last lost one, the generator is not expected any more."""
        needed = replace(self, needed_by=tuple(name for name in self.needed_by if name != feed))
        return (needed, ()) if needed.needed_by else _moved(needed, "released", at)

    def overdue(self, at: datetime) -> Outcome[Generator]:
        """The ten seconds are over."""
        return _moved(self, "overdue", at)

    def silent(self, at: datetime) -> Outcome[Generator]:
        """Its source fell silent: its fuel and load are unknown."""
        return _moved(replace(self, fuel_litres=None, load_kw=None), "silent", at)

    def read(self, reading: Reading) -> Outcome[Generator]:
        """Takes a reading of its source. While it is awaited, power at its terminals says it is there."""
        match reading.quantity:
            case "state":
                return _moved(self, said_by(reading.state), reading.at)
            case "fuel":
                return _warned(replace(self, fuel_litres=reading.amount), reading.at)
            case "power":
                started: tuple[Event, ...] = ()
                generator = replace(self, load_kw=reading.amount)
                if self.state in {"starting", "failed"} and reading.amount > 0:
                    generator, started = _moved(generator, "on", reading.at)
                generator, low = _warned(generator, reading.at)
                return generator, (*started, *low)
        return self, ()


Moved = tuple[Generator, tuple[Event, ...]]


def _moved(generator: Generator, signal: Signal, at: datetime) -> Moved:
    state = after(generator.state, signal, needed=bool(generator.needed_by))
    if state == generator.state:
        return generator, ()
    moved = replace(generator, state=state)
    match state:
        case "starting":
            return replace(moved, needed_at=at), ()
        case "running":
            return replace(moved, needed_at=None), (_started(generator, at),)
        case "failed":
            return moved, (_failed(generator, at),)
        case "testing":
            return replace(moved, last_test=at), ()
    return moved, ()


def _started(generator: Generator, at: datetime) -> GeneratorStarted:
    since = generator.needed_at if generator.needed_by else None
    seconds = None if since is None else max(0, (at - since) // timedelta(seconds=1))
    return GeneratorStarted(time=at, generator=generator.id, seconds=seconds)


def _failed(generator: Generator, at: datetime) -> GeneratorFailedToStart:
    since = generator.needed_at or at
    return GeneratorFailedToStart(time=at, generator=generator.id, feeds=generator.needed_by, needed_at=since)


def _warned(generator: Generator, at: datetime) -> Moved:
    """Announces the lowest threshold that the autonomy is below, once; and when it is well above all of them again."""
    hours, litres, warned = generator.autonomy_hours(), generator.fuel_litres, generator.warned_hours
    if hours is None or litres is None:
        return generator, ()
    crossed = fuel.lowest_crossed(generator.autonomy_low_hours, hours)
    if crossed is not None and (warned is None or crossed < warned):
        low = AutonomyLow(
            time=at,
            generator=generator.id,
            threshold_hours=crossed,
            autonomy_hours=fuel.whole_hours(hours),
            fuel_litres=to_milli(litres),
            burn_litres_per_hour=to_milli(generator.burn()),
        )
        return replace(generator, warned_hours=crossed, warned_at=at), (low,)
    if warned is None or generator.warned_at is None:
        return generator, ()
    announced = tuple(threshold for threshold in generator.autonomy_low_hours if threshold >= warned)
    holds = fuel.lowest_crossed(announced, hours / REARMED_ABOVE)
    if holds is not None:
        return replace(generator, warned_hours=holds), ()
    restored = AutonomyRestored(
        time=max(at, generator.warned_at),
        generator=generator.id,
        low_since=generator.warned_at,
        autonomy_hours=fuel.whole_hours(hours),
        fuel_litres=to_milli(litres),
        burn_litres_per_hour=to_milli(generator.burn()),
    )
    return replace(generator, warned_hours=None, warned_at=None), (restored,)


def _a_month_after(moment: datetime) -> datetime:
    year, month = moment.year + moment.month // 12, moment.month % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))
