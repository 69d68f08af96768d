"""A signal as a device sent it, and what makes it well-formed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from libs.events import Refused, Value
from services.fire.domain.installation import Installation
from services.fire.domain.vocabulary import PANEL, Kind

LEAST_OXYGEN, MOST_BAR = Decimal(1), Decimal(500)
"""Beyond these a value is in another unit: nitrogen leaves some 11 % of oxygen, cylinders are filled to 300 bar [D]."""
_SYMBOLS = {Kind.OXYGEN: "%", Kind.CYLINDER: "bar"}
_UNITS = {Kind.OXYGEN: "% by volume", Kind.CYLINDER: "bar"}


class Signal(Value):
    """`value` is % O2 by volume of `oxygen`, bar of `cylinder`, at `celsius`; of other kinds it is only kept.

    `unit`: where the panel says it.
    """

    id: str
    device: str
    kind: Kind
    at: datetime
    value: Decimal | None = None
    celsius: Decimal | None = None
    unit: str | None = None


def check(signal: Signal, zone: str, installation: Installation) -> None:
    """Raises `Refused` (invalid) with every fault of the signal."""
    faults: list[tuple[str, str]] = []
    if signal.device == PANEL and signal.kind is Kind.ALARM:
        faults.append(("/device", "an alarm names the detector that raised it, not the panel"))
    if signal.device != PANEL and installation.technology(signal.device) is None:
        known = ", ".join([PANEL, *(fitted.device for fitted in installation.detectors)])
        faults.append(("/device", f"zone {zone} has no device {signal.device}; it has {known}"))
    if signal.kind in _UNITS and signal.value is None:
        faults.append(("/value", f"{signal.kind.value} needs a value in {_UNITS[signal.kind]}"))
    if signal.value is not None and signal.value < 0:
        faults.append(("/value", "a value below 0"))
    faults += [*_implausible(signal), *_of_another_kind(signal)]
    if faults:
        raise Refused.many(faults)


def _of_another_kind(signal: Signal) -> list[tuple[str, str]]:
    """A unit or a temperature that does not belong to what is said."""
    faults, symbol = [], _SYMBOLS.get(signal.kind)
    if signal.unit is not None and signal.unit != symbol:
        faults.append(("/unit", f"{signal.kind.value} is in {symbol or 'no unit'}, not {signal.unit}"))
    if signal.celsius is not None and signal.kind is not Kind.CYLINDER:
        faults.append(("/celsius", f"a temperature belongs to cylinder, not to {signal.kind.value}"))
    return faults


def _implausible(signal: Signal) -> list[tuple[str, str]]:
    """A value that only another unit explains."""
    value = signal.value
    if value is None or value < 0:
        return []
    if signal.kind is Kind.OXYGEN and value > 100:
        return [("/value", "more than 100 % of oxygen")]
    if signal.kind is Kind.OXYGEN and value < LEAST_OXYGEN:
        return [("/value", f"{value} % of oxygen cannot be; oxygen is in % by volume, not a ratio")]
    if signal.kind is Kind.CYLINDER and value > MOST_BAR:
        return [("/value", f"{value} bar cannot be; a cylinder's pressure is in bar, not kPa or psi")]
    return []
