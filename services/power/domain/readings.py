"""Readings: what meters and devices report, each quantity in its one unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Literal, get_args

from libs.events import Refused, Value

Quantity = Literal["energy", "power", "voltage", "fuel", "charge", "runtime", "heat", "temperature", "water", "state"]
QUANTITIES: tuple[str, ...] = get_args(Quantity)

UNITS: Mapping[str, str] = MappingProxyType(
    {
        "energy": "kWh",
        "power": "kW",
        "voltage": "V",
        "fuel": "L",
        "charge": "%",
        "runtime": "s",
        "heat": "kWh",
        "temperature": "Cel",
        "water": "L",
        "state": "",
    }
)
"""The unit of each quantity. Source: public-face.md, power."""

STATES = ("on", "off", "test", "fault")
CONVERTED: Mapping[tuple[str, str], Decimal] = MappingProxyType({("runtime", "min"): Decimal(60)})
"""Other units that devices speak, and how many of ours one is: UPS-MIB counts minutes. Source: domain.md, Power [R]."""

METERED = ("energy", "power", "fuel", "heat", "water")
REGISTERS = ("energy", "heat", "water")
"""Quantities that only grow, and roll over at their number of digits."""

MILLI = Decimal("0.001")
_LARGEST = Decimal(10) ** 15
_DIGITS = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,30})?")


class Reading(Value):
    """One reading of one quantity of one source: a `state` where that is the quantity, else an `amount`."""

    source: str
    quantity: str
    at: datetime
    amount: Decimal = Decimal(0)
    state: str = ""

    @property
    def value(self) -> str:
        """As it is shown."""
        return self.state or f"{self.amount:f}"


def to_reading(source: str, quantity: str, value: str | float, unit: str | None, at: datetime) -> Reading:
    """A reading from what the device sent. Raises `Refused` (invalid) with all faults (/value, /unit).

    Metered quantities come as text, the others as text or as a number. Source: public-face.md, HTTP.
    """
    faults: list[tuple[str, str]] = []
    ours = CONVERTED.get((quantity, unit or ""))
    if ours is None and (unit or "") != UNITS[quantity]:
        faults.append(("/unit", f"{quantity} has the unit {UNITS[quantity] or 'none'}, not {unit or 'none'}"))
    amount, state = Decimal(0), ""
    if quantity == "state":
        state = str(value)
        if state not in STATES:
            faults.append(("/value", f"{value!r} is no state: {', '.join(STATES)}"))
    elif quantity in METERED and not isinstance(value, str):
        faults.append(("/value", f'{quantity} is a string of decimal digits, such as "12.50"'))
    else:
        amount, fault = _amount(quantity, value if isinstance(value, str) else format(Decimal(str(value)), "f"))
        if fault:
            faults.append(("/value", fault))
    if faults:
        raise Refused.many(faults)
    return Reading(source, quantity, at, amount if ours is None else amount * ours, state)


def to_milli(amount: Decimal) -> Decimal:
    """A quantity rounded once, half-up, to 3 decimals. Source: public-face.md, billing, Arithmetic."""
    return amount.quantize(MILLI, rounding=ROUND_HALF_UP)


def _amount(quantity: str, value: str) -> tuple[Decimal, str]:
    if not _DIGITS.fullmatch(value):
        return Decimal(0), f"{value[:60]!r} is no decimal number"
    amount = Decimal(value)
    if abs(amount) >= _LARGEST:
        return Decimal(0), f"{value[:60]!r} is no decimal number below 10^15"
    if amount < 0 and quantity != "temperature":
        return Decimal(0), f"{quantity} is never below 0"
    if quantity == "charge" and amount > 100:
        return Decimal(0), "a charge is at most 100 %"
    return amount, ""
