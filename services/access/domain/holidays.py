"""Public holidays of France (Code du travail, art. L3133-1)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
"""(month, day) of those that fall on the same day every year."""

DAYS_AFTER_EASTER = (1, 39, 50)
"""Easter Monday, Ascension, Whit Monday."""


def is_holiday(day: date) -> bool:
    """Whether `day` is a public holiday in metropolitan France, Alsace-Moselle's two own ones left out."""
    return day in holidays(day.year)


@cache
def holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of a year."""
    easter = easter_sunday(year)
    moving = (easter + timedelta(days=days) for days in DAYS_AFTER_EASTER)
    return frozenset((*moving, *(date(year, month, day) for month, day in FIXED)))


def easter_sunday(year: int) -> date:
    """Easter in the Gregorian calendar (Meeus, Astronomical Algorithms, ch. 8)."""
    golden, (century, of_century) = year % 19, divmod(year, 100)
    leap, rest = divmod(century, 4)
    epact = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * rest + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
