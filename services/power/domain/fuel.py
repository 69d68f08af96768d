"""Fuel: what the generator burns at a load, and for how long the tank lasts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

USABLE = Decimal("0.85")
"""Of the litres in the tank. Source: domain.md, Power [K]."""

ASSUMED_LOAD = Decimal("0.5")
"""Of nameplate, while no load is known. Source: public-face.md, power."""

Curve = Mapping[str, Decimal]
"""Litres an hour at each percent of nameplate, as the maker publishes it: {"25": 81.8, …}."""


def burn(curve: Curve, nameplate_kw: Decimal, load_kw: Decimal | None) -> Decimal:
    """Litres an hour at a load (kW), linear between the curve's points. Source: domain.md, Power [R].

    Below the first point it is taken as there (the cautious side); above the last one the last line goes on.
    A load of None or 0: no load is known.
    """
    percent = 100 * (load_kw / nameplate_kw if load_kw else ASSUMED_LOAD)
    points = sorted((Decimal(at), litres) for at, litres in curve.items())
    if percent <= points[0][0]:
        return points[0][1]
    lines = list(pairwise(points))
    (low, at_low), (high, at_high) = next((line for line in lines if percent <= line[1][0]), lines[-1])
    return at_low + (at_high - at_low) * (percent - low) / (high - low)


def autonomy_hours(litres: Decimal, burn_litres_per_hour: Decimal) -> Decimal:
    """For how many hours the tank lasts: 0.85 x litres / burn."""
    return USABLE * litres / burn_litres_per_hour


def lowest_crossed(thresholds: tuple[int, ...], hours: Decimal) -> int | None:
    """The lowest threshold (hours) that an autonomy is below, or None."""
    return min((threshold for threshold in thresholds if hours < threshold), default=None)


def whole_hours(hours: Decimal) -> int:
    """Rounded down: an autonomy is never told as longer than it is."""
    return int(hours.to_integral_value(ROUND_FLOOR))
