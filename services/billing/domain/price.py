"""Prices that follow an index: P = P0 x (a + b x I / I0). Source: domain.md, Billing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction

from libs.events import Value
from services.billing.domain.index import Index, in_force

STEP = Decimal("0.0001")
"""A revised price is rounded once, half-up, to this [K]."""


class Every(StrEnum):
    YEAR = "year"
    MONTH = "month"


class Revision(Value):
    """`a`: the part of the price that stays, `b`: the one that follows the index.

    I0 is the index in force on `base_on`. `every`: the price changes on each first of January after the contract's
    first day, or on each first of a month.
    """

    a: Decimal
    b: Decimal
    index: str
    base_on: date
    every: Every = Every.YEAR


class Revised(Value):
    """How a price came to be. `on`: the day from which `value`, that is I, counts; `base_value`: I0."""

    base_price: Decimal
    a: Decimal
    b: Decimal
    index: str
    base_on: date
    base_value: Decimal
    on: date
    value: Decimal

    @property
    def price(self) -> Decimal:
        a, b = Fraction(self.a), Fraction(self.b)
        exact = Fraction(self.base_price) * (a + b * Fraction(self.value) / Fraction(self.base_value))
        return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(STEP, ROUND_HALF_UP)


def revision_faults(revision: Revision) -> Iterator[tuple[str, str]]:
    """`(JSON pointer inside the item, why)`."""
    if revision.a < 0 or revision.b < 0 or revision.a + revision.b != 1:
        yield "/revision", f"a and b are parts of one price: {revision.a} + {revision.b} is not 1"


def base_faults(revision: Revision, indices: Sequence[Index]) -> Iterator[tuple[str, str]]:
    """Whose I0 nobody entered: `(JSON pointer inside the item, why)`. `indices`: the figures of all names."""
    known = [index for index in indices if index.name == revision.index]
    if not known:
        names = sorted({index.name for index in indices})
        near = get_close_matches(revision.index, names, 1)
        hint = f"; did you mean {near[0]}?" if near else ": enter its figures first"
        yield "/revision/index", f"no figure of an index {revision.index} is entered{hint}"
    elif in_force(known, revision.base_on) is None:
        first = min(index.on for index in known)
        yield "/revision/base_on", f"the first figure of {revision.index} is of {first}: no I0 on {revision.base_on}"


def revised(
    base_price: Decimal, revision: Revision, contract_begins: date, first_day: date, indices: Iterable[Index]
) -> Revised | str | None:
    """How the price of a month came to be; None: it is P0 still; a text: which figure is missing.

    Each revision needs a figure of its own, entered for a day after the one before it.
    """
    on = first_day.replace(day=1)
    if revision.every is Every.YEAR:
        on = on.replace(month=1)
    if on <= contract_begins:
        return None
    before = on.replace(year=on.year - 1) if revision.every is Every.YEAR else _month_before(on)
    known = [index for index in indices if index.name == revision.index]
    base, now = in_force(known, revision.base_on), in_force(known, on)
    if base is None or base.value == 0:
        return f"the index {revision.index} of {revision.base_on} is missing"
    if now is None or now.on <= before:
        return f"the index {revision.index} of {on} is missing: none is entered after {before}"
    return Revised(base_price, revision.a, revision.b, revision.index, revision.base_on, base.value, now.on, now.value)


def _month_before(day: date) -> date:
    return date(day.year - 1, 12, 1) if day.month == 1 else date(day.year, day.month - 1, 1)
