"""Closed hours: what a register measured from one full hour to the next. Closed once, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.power.domain.registers import growth
from services.power.domain.stretches import Span
from services.power.events import HeatHourClosed, MeterHourClosed

HourClosed = MeterHourClosed | HeatHourClosed


@dataclass(frozen=True, slots=True)
class MeterHour:
    """A closed hour of one source. `quantity`: energy or heat; all figures in kWh with 3 decimals."""

    id: str
    source: str
    quantity: str
    start: datetime
    until: datetime
    register_from: Decimal
    register_until: Decimal
    kwh: Decimal
    estimated: bool


def hour_closed(source: str, quantity: str, span: Span, digits: int) -> HourClosed:
    """The fact that an hour closed; it happened when the hour ended, however late that is known."""
    fact = MeterHourClosed if quantity == "energy" else HeatHourClosed
    return fact(
        time=span.end.at,
        source=source,
        from_=span.start.at,
        until=span.end.at,
        register_from=span.start.register,
        register_until=span.end.register,
        kwh=growth(span.start.register, span.end.register, digits),
        estimated=not (span.start.exact and span.end.exact),
    )


def to_hour(closed: HourClosed) -> MeterHour:
    """The hour as it is kept."""
    quantity = "energy" if isinstance(closed, MeterHourClosed) else "heat"
    return MeterHour(
        id=f"{closed.source}:{quantity}:{closed.from_:%Y-%m-%dT%HZ}",
        source=closed.source,
        quantity=quantity,
        start=closed.from_,
        until=closed.until,
        register_from=closed.register_from,
        register_until=closed.register_until,
        kwh=closed.kwh,
        estimated=closed.estimated,
    )
