"""Nitrogen (IG-100) in a closed volume. Source: domain.md, Fire (EN 15004-8, NFPA 2001 as reported, OSHA)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from libs.events import Value

NOAEL_PERCENT = Decimal(43)
"""Gas by volume up to which no adverse effect is observed: 12 % O2 left [R, NFPA 2001 as reported]."""
OXYGEN_DEFICIENT_BELOW = Decimal("19.5")
"""% O2 by volume [R, OSHA]."""
REFERENCE_CELSIUS = Decimal(20)
"""The temperature at which cylinder makers state their gas volume [K]."""
_ATMOSPHERE_BAR = Decimal("1.01325")


class OxygenReading(Value):
    """% O2 by volume, and when it was measured."""

    percent: Decimal
    at: datetime


class Pressure(Value):
    """Bar as `device` measured it at `celsius`. `loss_percent` of the fill; None where the site file names no fill."""

    device: str
    bar: Decimal
    celsius: Decimal
    at: datetime
    loss_percent: Decimal | None


def specific_volume(celsius: Decimal) -> Decimal:
    """S in m3/kg: 0.79968 + 0.00293 T [R, EN 15004-8]."""
    return Decimal("0.79968") + Decimal("0.00293") * celsius


def gas_in_cylinders(count: int, litres: Decimal, bar: Decimal) -> Decimal:
    """m3 at one atmosphere of `count` cylinders of `litres` at `bar`, as an ideal gas.

    It overstates by some 10 % at 300 bar, to the safe side of the NOAEL; the maker's own m3 are better [D].
    """
    return count * litres / 1000 * bar / _ATMOSPHERE_BAR


def concentration(gas_m3: Decimal, volume_m3: Decimal, celsius: Decimal) -> Decimal:
    """c in % by volume, not rounded: Q = (S_R/S) ln(100/(100-c)) [R], m3 of gas per m3 of room, for c."""
    share = gas_m3 / volume_m3 * specific_volume(celsius) / specific_volume(REFERENCE_CELSIUS)
    return 100 * (1 - (-share).exp())


def rounded(percent: Decimal) -> Decimal:
    """To 0.1 %, as it is shown."""
    return percent.quantize(Decimal("0.1"))
