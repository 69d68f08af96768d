"""Calendar months: so many after a moment."""

from __future__ import annotations

import calendar
from datetime import datetime


def months_after(moment: datetime, months: int) -> datetime:
    """The same day so many months later, or the last one of that month."""
    count = moment.year * 12 + moment.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))
