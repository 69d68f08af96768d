"""What the API of power takes. Source of all shapes: public-face.md, power."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictFloat, StrictInt, StrictStr

from libs.http import At, Body, Id
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
    """kWh of energy and heat, kW of power, V of voltage, L of fuel, % of charge, s of runtime, Cel of temperature."""
    at: At | None = None
    """When it was read; default now."""
