"""What a tenant used in a month, as far as it is known: the arithmetic of closed days, open ones included."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from libs.events import Refused, Value
from services.storage.domain.day import days
from services.storage.domain.peak import Levels, levels_after, peak_of, tb_months
from services.storage.domain.samples import VolumeDay
from services.storage.domain.tenant import TenantDay
from services.storage.domain.volume import Volume


class Month(Value):
    """A calendar month in Europe/Paris."""

    first: date
    until: date

    @classmethod
    def read(cls, period: str) -> Month:
        """From `2026-01`. Raises `Refused` (invalid)."""
        found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", period)
        if not found:
            raise Refused("invalid", f"{period!r} is no month such as 2026-01", "/period")
        first = date(int(found[1]), int(found[2]), 1)
        return cls(first, first + timedelta(days=monthrange(first.year, first.month)[1]))

    @property
    def length(self) -> int:
        return (self.until - self.first).days


class DayPeak(Value):
    """A day's peak. `revision` 0: not closed yet, or changed since."""

    day: date
    peak_bytes: int
    revision: int


def peaks_of(
    first: date,
    until: date,
    before: Levels,
    sampled: Mapping[date, Iterable[VolumeDay]],
    closed: Mapping[date, TenantDay],
    *,
    volumes: Iterable[Volume],
) -> list[DayPeak]:
    """The peaks of the days from `first` to before `until`; a day before the first sample has none."""
    mine = {volume.id: volume for volume in volumes}
    levels, peaks = dict(before), []
    for day in days(first, until):
        levels = still_counting(levels, mine, day)
        fresh = [one for one in sampled.get(day, ()) if mine[one.volume].counts_on(day)]
        if not fresh and not levels and day not in closed:
            continue
        peak = peak_of(levels, fresh)
        was = closed.get(day)
        peaks.append(DayPeak(day, peak, was.revision if was is not None and was.peak_bytes == peak else 0))
        levels = levels_after(levels, fresh)
    return peaks


def still_counting(levels: Levels, volumes: Mapping[str, Volume], day: date) -> dict[str, int]:
    """The levels of the volumes that are still the tenant's on that day."""
    return {id: used for id, used in levels.items() if volumes[id].counts_on(day)}


def month_total(month: Month, peaks: Iterable[DayPeak]) -> Decimal:
    """TB-months so far: a day without a peak (before the first sample, or not begun) counts nothing."""
    return tb_months((peak.peak_bytes for peak in peaks), month.length)
