"""UPSs: on mains or on battery, how long the battery lasts, and how much it still gives."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from libs.events import Event, Outcome, Value, replace
from services.power.domain.energised import State
from services.power.domain.generator import AT_THE_LOAD_WITHIN
from services.power.domain.readings import Reading, to_milli
from services.power.events import (
    UpsBatteryRenewed,
    UpsBatteryWorn,
    UpsOnBattery,
    UpsOnMains,
    UpsRuntimeRestored,
    UpsRuntimeShort,
)

TRANSFER, MARGIN = timedelta(seconds=1), timedelta(seconds=49)
NEEDED_SECONDS = (AT_THE_LOAD_WITHIN + TRANSFER + MARGIN) // timedelta(seconds=1)
"""A battery must outlast start, transfer and a margin. Source: domain.md, Power [R]; the margin is ours [K]."""

REARMED_ABOVE = Decimal("1.2")
"""Of the seconds that are needed: so much, before it counts as long enough again [K]."""

WORN_BELOW, RENEWED_ABOVE = 80, 90
"""Percent of what the battery gave at its best: it is at its end, or was renewed [K, IEEE 1188]."""

DAYS_KEPT, COMPARED = 400, 7
"""Samples that are kept, one a day, and how many of the newest are compared with the best."""


class Sample(Value):
    """What a full battery gave on a day: kWh = its runtime x the load at that moment."""

    day: date
    kwh: Decimal


class Ups(Value):
    """One UPS string, by its id in the graph. None: not known, or never heard.

    `since`: when `fed` began; `short`, `worn`: announced.
    """

    id: str
    source: str
    fed: State = "unknown"
    since: datetime | None = None
    charge_percent: Decimal | None = None
    runtime_seconds: Decimal | None = None
    runtime_at: datetime | None = None
    load_kw: Decimal | None = None
    samples: tuple[Sample, ...] = ()
    short: bool = False
    worn: bool = False

    @property
    def health_percent(self) -> int | None:
        """What it gives, of its best; None before there are samples to compare."""
        if len(self.samples) < COMPARED or not self.best_kwh:
            return None
        newest = median(one.kwh for one in self.samples[-COMPARED:])
        return int((100 * newest / self.best_kwh).to_integral_value())

    @property
    def best_kwh(self) -> Decimal:
        """What it gave when it gave most; there are samples."""
        return median(sorted((one.kwh for one in self.samples), reverse=True)[:COMPARED])

    def empty_at(self) -> datetime | None:
        """When the battery is empty, as it said last; None while it is fed, or nothing is known."""
        if self.fed != "dead" or self.runtime_seconds is None or self.runtime_at is None:
            return None
        return self.runtime_at + timedelta(seconds=float(self.runtime_seconds))

    def reached(self, fed: State, at: datetime) -> Outcome[Ups]:
        """Power reaches it, or none does any more, or nobody knows: then one on battery stays so, as announced."""
        if fed == self.fed or (self.fed == "dead" and fed == "unknown"):
            return self, ()
        ups = replace(self, fed=fed, since=at)
        if fed == "dead":
            seconds = None if self.runtime_seconds is None else int(self.runtime_seconds)
            return ups, (UpsOnBattery(time=at, ups=self.id, runtime_seconds=seconds),)
        if fed == "live" and self.fed == "dead" and self.since is not None:
            return ups, (UpsOnMains(time=at, ups=self.id, seconds=(at - self.since) // timedelta(seconds=1)),)
        return ups, ()

    def read(self, reading: Reading) -> Outcome[Ups]:
        """Takes a reading of its device."""
        match reading.quantity:
            case "charge":
                return replace(self, charge_percent=reading.amount), ()
            case "power":
                return replace(self, load_kw=reading.amount), ()
            case "runtime":
                ups = replace(self, runtime_seconds=reading.amount, runtime_at=reading.at)
                ups, lasts = _lasts(ups, reading.at)
                ups, gives = _gives(ups, reading.at)
                return ups, (*lasts, *gives)
        return self, ()

    def silent(self) -> Ups:
        """Its device is silent: what it measured is unknown."""
        return replace(self, charge_percent=None, runtime_seconds=None, runtime_at=None, load_kw=None)


Told = tuple[Ups, tuple[Event, ...]]


def _lasts(ups: Ups, at: datetime) -> Told:
    seconds = ups.runtime_seconds or Decimal(0)
    if not ups.short and seconds < NEEDED_SECONDS:
        told = UpsRuntimeShort(time=at, ups=ups.id, runtime_seconds=int(seconds), needed_seconds=NEEDED_SECONDS)
        return replace(ups, short=True), (told,)
    if ups.short and seconds >= NEEDED_SECONDS * REARMED_ABOVE:
        return replace(ups, short=False), (UpsRuntimeRestored(time=at, ups=ups.id, runtime_seconds=int(seconds)),)
    return ups, ()


def _gives(ups: Ups, at: datetime) -> Told:
    """A sample a day, fully charged and fed, and under load: else its runtime says nothing of the battery."""
    full = ups.charge_percent is not None and ups.charge_percent >= 99
    if ups.fed == "dead" or not full or not ups.load_kw or ups.runtime_seconds is None:
        return ups, ()
    sample = Sample(at.date(), to_milli(ups.runtime_seconds * ups.load_kw / 3600))
    if ups.samples and sample.day <= ups.samples[-1].day:
        return ups, ()
    ups = replace(ups, samples=(*ups.samples, sample)[-DAYS_KEPT:])
    health = ups.health_percent
    if health is None:
        return ups, ()
    if not ups.worn and health < WORN_BELOW:
        worn = UpsBatteryWorn(time=at, ups=ups.id, health_percent=health, kwh=sample.kwh, was_kwh=ups.best_kwh)
        return replace(ups, worn=True), (worn,)
    if ups.worn and health >= RENEWED_ABOVE:
        return replace(ups, worn=False), (UpsBatteryRenewed(time=at, ups=ups.id, health_percent=health),)
    return ups, ()
