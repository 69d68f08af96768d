"""What a tenant stored. Source: public-face.md, storage."""

from __future__ import annotations

from datetime import date

from libs.http import Answer
from services.storage.domain.peak import tb
from services.storage.domain.tenant import ONE_DAY
from services.storage.domain.usage import DayPeak, Month, month_total


class DayPeakView(Answer):
    """The most that a tenant stored on a day."""

    day: date
    """In Europe/Paris."""
    peak_bytes: int
    tb: str
    """The same in TB (10^12 bytes)."""
    revision: int
    """How often the day was closed; 0 while it is open."""


class UsageView(Answer):
    """What a tenant stored in a month."""

    tb_months: str
    """Mean of the daily peaks over the month."""
    complete: bool
    """Every day of it is closed."""
    daily_peaks: list[DayPeakView]

    @classmethod
    def of(cls, month: Month, peaks: list[DayPeak]) -> UsageView:
        views = [
            DayPeakView(day=one.day, peak_bytes=one.peak_bytes, tb=tb(one.peak_bytes), revision=one.revision)
            for one in peaks
        ]
        over = bool(peaks) and peaks[-1].day + ONE_DAY == month.until
        complete = over and all(one.revision for one in peaks)
        return cls(tb_months=str(month_total(month, peaks)), complete=complete, daily_peaks=views)
