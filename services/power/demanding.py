"""Mean powers of ten minutes: what closes them is told, and what power readings closed is kept to be corrected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from libs.events import replace
from services.power.domain.demand import Passed, Sample, demand_told
from services.power.domain.hours import meter_hour_id
from services.power.domain.means import Mean, MeanChange, fives_of, marks_of, measured
from services.power.domain.power_means import PowerHour, power_hour_id
from services.power.domain.registers import TEN_MINUTES
from services.power.domain.sources import Source
from services.power.domain.stretches import HOUR, floor
from services.power.store import PowerUnit


def keep_means(source: Source, means: Passed, unit: PowerUnit) -> None:
    """After a reading: what the register measured, what power closes, and a power reading that comes late."""
    for start, samples in means.powered:
        _powered(source, start, samples, unit)
    for start, mean in means.measured:
        _measured(source, start, None, mean, unit)
    if means.late is not None:
        _late(source, means.late, unit)


def correct_means(source: Source, means: Iterable[MeanChange], unit: PowerUnit) -> None:
    """After a late reading of the register."""
    for start, was, now in means:
        _measured(source, start, was, now, unit)


def _measured(source: Source, start: datetime, was: Mean | None, now: Mean, unit: PowerUnit) -> None:
    """The register takes the place of what power readings said."""
    if was is None and source.demand.by_power(start):
        hour = _hour(source, start, unit)
        was = hour.mean(start)
        if was is not None:
            unit.put(hour.without(start))
    unit.save((source, demand_told(source.id, start, was, now)))


def _late(source: Source, sample: Sample, unit: PowerUnit) -> None:
    """It counts where no register measured its ten minutes."""
    start = floor(sample.at, TEN_MINUTES)
    if not _measures(source, start, unit):
        known = replace(source, demand=source.demand.closing(start))
        _powered(known, start, (sample,), unit)


def _powered(source: Source, start: datetime, samples: tuple[Sample, ...], unit: PowerUnit) -> None:
    before = _hour(source, start, unit)
    hour = before.reads(start, samples)
    unit.put(hour)
    unit.save((source, demand_told(source.id, start, before.mean(start), hour.mean(start))))


def _measures(source: Source, start: datetime, unit: PowerUnit) -> bool:
    """Whether the register told these ten minutes: in its closed hour, or in what is still open of it."""
    digits, exchanges = source.register_digits, source.exchanges.get("energy", ())
    hour = unit.hours.get(meter_hour_id(source.id, "energy", floor(start, HOUR)))
    if hour is not None and measured(start, (hour.first, *fives_of(hour, digits), hour.last), exchanges, digits):
        return True
    stretches = source.registers.get("energy", ())
    return any(measured(start, marks_of(stretch), exchanges, digits) for stretch in stretches)


def _hour(source: Source, start: datetime, unit: PowerUnit) -> PowerHour:
    id = power_hour_id(source.id, start)
    return unit.power_hours.get(id) or PowerHour(id, source.id, floor(start, HOUR))
