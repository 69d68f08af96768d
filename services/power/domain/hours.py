"""Closed hours: what a register measured from one full hour to the next. Closed once; corrected by later facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from libs.events import Event, Value, replace
from services.power.domain.registers import Exchange, Mark, used
from services.power.domain.stretches import HOUR, Span
from services.power.events import (
    HeatHourClosed,
    HeatHourCorrected,
    MeterHourClosed,
    MeterHourCorrected,
    WaterHourClosed,
    WaterHourCorrected,
)

CLOSED: Mapping[str, type[Event]] = {"energy": MeterHourClosed, "heat": HeatHourClosed, "water": WaterHourClosed}
CORRECTED: Mapping[str, type[Event]] = {
    "energy": MeterHourCorrected,
    "heat": HeatHourCorrected,
    "water": WaterHourCorrected,
}
AMOUNT: Mapping[str, str] = {"energy": "kwh", "heat": "kwh", "water": "litres"}
"""By quantity: its facts, and how they call the amount."""


class MeterHour(Value):
    """A closed hour of one source. `quantity`: energy or heat, in kWh, or water, in litres; with 3 decimals.

    `exchanged`: another register began within, so that `kwh` is not what lies between the two that are shown.
    `start_between`, `end_between`: the readings between which an estimated register lies; `fives`: an electricity
    meter's register at the full five minutes within, none where all lie between the same readings.
    """

    id: str
    source: str
    quantity: str
    start: datetime
    until: datetime
    register_from: Decimal
    register_until: Decimal
    kwh: Decimal
    estimated: bool
    exchanged: bool = False
    start_between: tuple[Mark, Mark] | None = None
    end_between: tuple[Mark, Mark] | None = None
    fives: tuple[Mark, ...] = ()

    @property
    def first(self) -> Mark:
        """The register at its begin."""
        return Mark(self.start, self.register_from, self.start_between is None, self.start_between)

    @property
    def last(self) -> Mark:
        """The register at its end."""
        return Mark(self.until, self.register_until, self.end_between is None, self.end_between)

    def says_other(self, before: MeterHour) -> bool:
        """Whether a reader would see a difference; a narrower gap with the same registers is none."""
        return before.as_told != self.as_told

    @property
    def as_told(self) -> MeterHour:
        """Without what only power knows of it."""
        return replace(self, start_between=None, end_between=None, fives=())

    def closed(self) -> Event:
        """The fact that it closed; it happened when the hour ended, however late that is known."""
        return CLOSED[self.quantity](time=self.until, **self._said())

    def corrects(self, before: MeterHour) -> Event:
        """The fact that it is known better than before; told of the hour, as its closing was."""
        was = {f"was_{AMOUNT[self.quantity]}": before.kwh}
        return CORRECTED[self.quantity](time=self.until, **self._said(), **was)

    def _said(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "from_": self.start,
            "until": self.until,
            "register_from": self.register_from,
            "register_until": self.register_until,
            AMOUNT[self.quantity]: self.kwh,
            "estimated": self.estimated,
            "exchanged": self.exchanged,
        }


def hour_of(source: str, quantity: str, span: Span, exchanges: Iterable[Exchange], digits: int) -> MeterHour:
    """The hour between two full hours."""
    start, end = span.start, span.end
    within = [one for one in exchanges if start.at < one.at < end.at]
    exact = start.exact and end.exact and all(one.exact for one in within)
    return MeterHour(
        id=meter_hour_id(source, quantity, start.at),
        source=source,
        quantity=quantity,
        start=start.at,
        until=end.at,
        register_from=start.register,
        register_until=end.register,
        kwh=used(start, end, within, digits),
        estimated=not exact,
        exchanged=bool(within),
        start_between=start.between,
        end_between=end.between,
        fives=span.fives if quantity == "energy" else (),
    )


def meter_hour_id(source: str, quantity: str, start: datetime) -> str:
    return f"{source}:{quantity}:{start:%Y-%m-%dT%HZ}"


def hours_between(start: datetime, end: datetime) -> Iterable[datetime]:
    """The begins of the full hours from `start` to `end`."""
    return (start + n * HOUR for n in range((end - start) // HOUR))
