"""Periods of key figures: an hour, day, month or year in Europe/Paris."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.power.domain.months import months_after

PARIS = ZoneInfo("Europe/Paris")

PATTERN = r"20[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])(T([01][0-9]|2[0-3]))?)?)?"
"""`2026`, `2026-01`, `2026-01-15`, `2026-01-15T10`."""

_FORMATS = {4: "%Y", 7: "%Y-%m", 10: "%Y-%m-%d", 13: "%Y-%m-%dT%H"}


def span_of(period: str) -> tuple[datetime, datetime]:
    """From its start to its end, in UTC. Of the hour that comes twice in October, the first; days have 23 to 25 hours.

    Raises `ValueError` where it is no period, such as 30 February.
    """
    if not re.fullmatch(PATTERN, period):
        raise ValueError(f"{period!r} is no year, month, day or hour")
    begin = datetime.strptime(period, _FORMATS[len(period)]).replace(tzinfo=PARIS)
    start = begin.astimezone(UTC)
    match len(period):
        case 4:
            return start, months_after(begin, 12).astimezone(UTC)
        case 7:
            return start, months_after(begin, 1).astimezone(UTC)
        case 10:
            return start, (begin + timedelta(days=1)).astimezone(UTC)
    return start, start + timedelta(hours=1)
