"""Autonomy: the thresholds below which it is told, once each on the way down, and when it is restored."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from libs.events import Outcome, replace
from services.power.domain import fuel
from services.power.domain.readings import to_milli
from services.power.events import AutonomyLow, AutonomyRestored

if TYPE_CHECKING:
    from services.power.domain.generator import Generator

REARMED_ABOVE = Decimal("1.05")
"""Of a threshold of autonomy: so much more, before it counts as passed again [K]."""


def warned(generator: Generator, at: datetime) -> Outcome[Generator]:
    """Announces the lowest threshold that the autonomy is below, once; and when it is well above all of them again."""
    hours, litres, warned = generator.autonomy_hours(), generator.fuel_litres, generator.warned_hours
    if hours is None or litres is None:
        return generator, ()
    crossed = fuel.lowest_crossed(generator.autonomy_low_hours, hours)
    if crossed is not None and (warned is None or crossed < warned):
        low = AutonomyLow(
            time=at,
            generator=generator.id,
            threshold_hours=crossed,
            autonomy_hours=fuel.whole_hours(hours),
            fuel_litres=to_milli(litres),
            burn_litres_per_hour=to_milli(generator.burn()),
        )
        return replace(generator, warned_hours=crossed, warned_at=at), (low,)
    if warned is None or generator.warned_at is None:
        return generator, ()
    announced = tuple(threshold for threshold in generator.autonomy_low_hours if threshold >= warned)
    holds = fuel.lowest_crossed(announced, hours / REARMED_ABOVE)
    if holds is not None:
        return replace(generator, warned_hours=holds), ()
    restored = AutonomyRestored(
        time=max(at, generator.warned_at),
        generator=generator.id,
        low_since=generator.warned_at,
        autonomy_hours=fuel.whole_hours(hours),
        fuel_litres=to_milli(litres),
        burn_litres_per_hour=to_milli(generator.burn()),
    )
    return replace(generator, warned_hours=None, warned_at=None), (restored,)
