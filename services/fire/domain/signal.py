"""A signal as a device sent it, and what makes it well-formed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from libs.events import Refused
from services.fire.domain.installation import Installation
from services.fire.domain.vocabulary import PANEL, Kind

_UNITS = {Kind.OXYGEN: "% by volume", Kind.CYLINDER: "bar"}


@dataclass(frozen=True, slots=True)
class Signal:
    """`value` is % O2 by volume of `oxygen`, bar of `cylinder`; of other kinds it is only kept."""

    id: str
    device: str
    kind: Kind
    at: datetime
    value: Decimal | None = None


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
    if signal.kind is Kind.OXYGEN and signal.value is not None and signal.value > 100:
        faults.append(("/value", "more than 100 % of oxygen"))
    if faults:
        raise Refused.many(faults)
