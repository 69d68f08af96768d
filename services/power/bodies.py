"""What the API of power takes. Source of all shapes: public-face.md, power."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StrictFloat, StrictInt, StrictStr

from libs.http import At, Body, Id, NotNegative
from services.power.domain.readings import Quantity


class ReadingBody(Body):
    """One reading of a meter or device."""

    id: Id
    """Unique within the source."""
    source: Id
    quantity: Quantity
    value: Annotated[StrictStr, Field(max_length=60)] | StrictInt | Annotated[StrictFloat, Field(allow_inf_nan=False)]
    """Text of decimal digits, or a state (`on|off|test|fault`); volts, percent, seconds and degrees also as numbers."""
    unit: Annotated[str, Field(max_length=10)] | None = None
    """kWh of energy and heat, L of water and fuel, kW of power, V of voltage, % of charge, s (or min) of runtime,
    Cel of temperature."""
    at: At | None = None
    """When it was read; default now."""


class ExchangeBody(Body):
    """A meter was exchanged, or its register was reset: one register ends, another begins."""

    quantity: Literal["energy", "heat", "water"] = "energy"
    why: Literal["exchange", "reset"] = "exchange"
    at: At | None = None
    """When; default now. Readings since then are told after this."""
    final: NotNegative | None = None
    """What the old register showed last, in kWh, or L of water. Of a reset it may be left out: then its last reading
    stands for it."""
    initial: NotNegative = Decimal(0)
    """What the new register shows first."""
    by: Annotated[str, Field(min_length=1, max_length=100)]
    """Who did it."""
