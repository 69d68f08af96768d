"""What a late payer owes besides: interest from the day after the due date, and a flat sum for its recovery.

Source: domain.md, Billing [R]; code de la commande publique R2192-31, R2192-32, D2192-35.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from libs.events import Value
from services.billing.domain.money import cents
from services.billing.domain.receivable import Receivable

POINTS = Decimal(8)
"""Above the main refinancing rate of the European Central Bank, percent."""
FLAT = Decimal("40.00")
"""EUR, once an invoice."""
DAYS_OF_YEAR = 365
"""Actual/365: each day late is one of 365, in a leap year too [K]."""
ECB = "ecb-main"
"""The name under which the rate of the Central Bank is entered."""


class Late(Value):
    """As of a day. `rate` in percent, None where no rate of the Central Bank is entered; then no `interest` either."""

    days: int
    rate_of: date
    rate: Decimal | None
    interest: Decimal | None
    flat: Decimal = FLAT


def half_year(day: date) -> date:
    """The first day of its half-year."""
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def rate_day(receivable: Receivable) -> date:
    """The day whose rate counts: the first of the half-year in which the delay began, for all of it."""
    return half_year(receivable.due_on + timedelta(days=1))


def late(receivable: Receivable, on: date, ecb: Decimal | None) -> Late | None:
    """What is due for being late, up to and with this day; None: nothing was owed on the day after the due date.

    The day on which money comes still counts. Interest is on the amount with VAT, rounded once, half-up, to cents.
    """
    first = receivable.due_on + timedelta(days=1)
    owed = _owed_each_day(receivable, first, on)
    days = sum(count for _, count in owed)
    if days == 0:
        return None
    if ecb is None:
        return Late(days, rate_day(receivable), None, None)
    yearly = Fraction(ecb + POINTS) / 100
    exact = sum((Fraction(amount) * count for amount, count in owed), Fraction(0)) * yearly / DAYS_OF_YEAR
    return Late(days, rate_day(receivable), ecb + POINTS, cents(Decimal(exact.numerator) / Decimal(exact.denominator)))


def _owed_each_day(receivable: Receivable, first: date, last: date) -> list[tuple[Decimal, int]]:
    """How much was owed for how many days, from `first` to `last`; a change counts from the day after it."""
    changes = sorted(receivable.changes())
    days = sorted({first, last + timedelta(days=1), *(day + timedelta(days=1) for day, _ in changes)})
    found: list[tuple[Decimal, int]] = []
    for begin, end in pairwise(days):
        owed = receivable.gross - sum((less for day, less in changes if day < begin), Decimal(0))
        if begin >= first and end <= last + timedelta(days=1) and owed > 0:
            found.append((owed, (end - begin).days))
    return found
