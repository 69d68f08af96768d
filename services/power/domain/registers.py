"""Registers: counters that only grow and roll over; what one showed at an instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from libs.events import Value
from services.power.domain.readings import to_milli

MILLISECOND = timedelta(milliseconds=1)
TEN_MINUTES = timedelta(minutes=10)
FIVE_MINUTES = timedelta(minutes=5)


class Mark(Value):
    """What a register showed at an instant (kWh). `exact`: it was read then.

    `between`: else the neighbouring readings, on the line between which it lies.
    """

    at: datetime
    register: Decimal
    exact: bool = True
    between: tuple[Mark, Mark] | None = None

    @property
    def measured(self) -> bool:
        """Whether it was read at most ten minutes apart: a mean power over a longer gap would hide the peak."""
        return self._within(TEN_MINUTES)

    @property
    def finely(self) -> bool:
        """Whether it was read at most five minutes apart."""
        return self._within(FIVE_MINUTES)

    def _within(self, longest: timedelta) -> bool:
        return self.between is None or self.between[1].at - self.between[0].at <= longest


class Exchange(Value):
    """One register ended at `at` with `final`, and another began with `initial` (kWh): another meter, or a reset.

    `exact`: the final figure was read off; else it is the last reading before.
    """

    at: datetime
    final: Decimal
    initial: Decimal
    exact: bool = True


def growth(earlier: Decimal, later: Decimal, digits: int) -> Decimal:
    """By how much a register of `digits` digits grew (kWh), a roll-over undone."""
    full = Decimal(10) ** digits
    grown = (later - earlier) % full
    return grown if grown >= 0 else grown + full  # a Decimal's remainder has the sign of what is divided


def went_back(earlier: Decimal, later: Decimal, digits: int) -> bool:
    """Whether a lower figure is no roll-over: that grows by less than half of the register's range [K]."""
    return later < earlier and growth(earlier, later, digits) * 2 >= 10**digits


def at_instant(instant: datetime, before: Mark, after: Mark, digits: int) -> Mark:
    """The register at an instant between two neighbours, `before.at < instant <= after.at`.

    Exact where a reading is at the instant, else linear between the neighbours, rounded to 3 decimals.
    Source: public-face.md, billing, Arithmetic.
    """
    if instant == after.at:
        return Mark(instant, to_milli(after.register) % 10**digits, after.exact)
    passed = Decimal((instant - before.at) // MILLISECOND)
    whole = Decimal((after.at - before.at) // MILLISECOND)
    shown = before.register + growth(before.register, after.register, digits) * passed / whole
    return Mark(instant, to_milli(shown) % 10**digits, exact=False, between=(before, after))


def used(start: Mark, end: Mark, exchanges: Iterable[Exchange], digits: int) -> Decimal:
    """What was used between two instants (kWh), roll-overs undone, each register's part by itself."""
    kwh, shown = Decimal(0), start.register
    for one in exchanges:
        if start.at < one.at < end.at:
            kwh += growth(shown, to_milli(one.final), digits)
            shown = to_milli(one.initial)
    return kwh + growth(shown, end.register, digits)
