"""Times and numbers as they are written in French."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
NARROW = "\u202f"
"""No-break thin space: between thousands, before ; ! ?."""
WIDE = "\u00a0"
"""No-break space: before units."""


def hour(at: datetime) -> str:
    """`14:03:22`, Europe/Paris."""
    return f"{at.astimezone(PARIS):%H:%M:%S}"


def moment(at: datetime, now: datetime) -> str:
    """`14:03:22` today, else `02/03 14:03`, or `02/03/2025 14:03` of another year; Europe/Paris."""
    here, today = at.astimezone(PARIS), now.astimezone(PARIS)
    if here.date() == today.date():
        return f"{here:%H:%M:%S}"
    return f"{here:%d/%m %H:%M}" if here.year == today.year else f"{here:%d/%m/%Y %H:%M}"


def instant(at: datetime) -> str:
    """`02/03/2026 14:03:22,125`, Europe/Paris: for what may be evidence."""
    here = at.astimezone(PARIS)
    return f"{here:%d/%m/%Y %H:%M:%S},{here.microsecond // 1000:03}"


def number(value: Decimal | int, places: int = 0) -> str:
    """`1 234,50`: half-up, thousands apart by a thin space."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded:,}".replace(",", NARROW).replace(".", ",")


def euros(value: Decimal) -> str:
    """`1 234,50 €`."""
    return f"{number(value, 2)}{WIDE}€"


def percent(ratio: float) -> str:
    """`84 %` of a ratio of 0.84."""
    return f"{number(Decimal(str(ratio)) * 100)}{WIDE}%"


def seconds(value: float) -> str:
    """`0,4 s` below ten seconds, else `75 s`, `12 min`, `3 h`: how old something is."""
    if value < 10:
        return f"{number(Decimal(str(value)), 1)}{WIDE}s"
    for below, unit, size in ((120, "s", 1), (7200, "min", 60)):
        if value < below:
            return f"{int(value / size)}{WIDE}{unit}"
    return f"{int(value / 3600)}{WIDE}h"


def month(period: str) -> str:
    """`mars 2026` of `2026-03`."""
    year, _, number_of_month = period.partition("-")
    return f"{MONTHS[int(number_of_month) - 1]} {year}"


MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
