"""Amounts as they are shown: rounded once, to 3 decimals."""

from __future__ import annotations

from decimal import Decimal

from services.power.domain.readings import to_milli


def milli(amount: Decimal | None) -> Decimal | None:
    """None stays None: unknown."""
    return None if amount is None else to_milli(amount)


def ratio(value: Decimal | None) -> float | None:
    """To six places."""
    return None if value is None else round(float(value), 6)
