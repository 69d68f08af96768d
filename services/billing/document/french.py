"""Numbers and days as France writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
VOWELS = "ao"
"""With which months begin."""
NARROW = "\u202f"
"""Between thousands and before a unit: a space at which no line ends."""


def number(value: Decimal | str) -> str:
    """All its digits, a comma, thousands apart: `34 461,622`."""
    whole, _, digits = f"{Decimal(value):,f}".partition(".")
    return whole.replace(",", NARROW) + (f",{digits}" if digits else "")


def euros(amount: Decimal) -> str:
    return f"{number(amount)}{NARROW}€"


def day(when: date) -> str:
    """`1er mars 2026`."""
    return f"{'1er' if when.day == 1 else when.day} {MONTHS[when.month - 1]} {when.year}"


def month(period: str) -> str:
    """`mars 2026` of `2026-03`."""
    year, _, number_of_month = period.partition("-")
    return f"{MONTHS[int(number_of_month) - 1]} {year}"


def of_month(period: str) -> str:
    """`de mars 2026`, `d'octobre 2026`."""
    named = month(period)
    return f"d'{named}" if named[0] in VOWELS else f"de {named}"


def siret(text: str) -> str:
    """`267 500 452 00011`."""
    return NARROW.join((text[:3], text[3:6], text[6:9], text[9:]))


def iban(text: str) -> str:
    return NARROW.join(text[n : n + 4] for n in range(0, len(text), 4))
