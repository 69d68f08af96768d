"""Cylinders: what they still hold, from pressure and temperature. Source: domain.md, Fire."""

from __future__ import annotations

from decimal import Decimal

from libs.events import Event, Outcome, replace
from services.fire import events
from services.fire.domain.gas import Pressure, rounded
from services.fire.domain.installation import Installation
from services.fire.domain.signal import Signal
from services.fire.domain.zone import Zone

LEAK_ABOVE_PERCENT = Decimal(5)
"""Of the fill, corrected for temperature [K]."""
LEAK_OVER_PERCENT = Decimal(4)
"""So that a reading that trembles about 5 % tells nothing twice [D]."""
_KELVIN = Decimal("273.15")


def expected_bar(built: Installation, celsius: Decimal) -> Decimal | None:
    """What full cylinders show at `celsius`, as an ideal gas in a closed volume (p/T is constant) [D]."""
    if built.fill_bar is None:
        return None
    return built.fill_bar * (_KELVIN + celsius) / (_KELVIN + built.fill_celsius)


def weigh(zone: Zone, signal: Signal) -> Outcome[Zone]:
    """The zone with a reading of its cylinders; without a temperature of its own they are as warm as the room."""
    built, bar = zone.installation, signal.value or Decimal(0)
    celsius = built.design_celsius if signal.celsius is None else signal.celsius
    expected = expected_bar(built, celsius)
    loss = None if expected is None else 100 * (1 - bar / expected)
    read = Pressure(signal.device, bar, celsius, signal.at, None if loss is None else rounded(loss))
    weighed = replace(zone, cylinders=_newest(zone.cylinders, read))
    if expected is None or loss is None or LEAK_OVER_PERCENT < loss <= LEAK_ABOVE_PERCENT:
        return weighed, []
    leaks = zone.leaks.heard(read.device, loss > LEAK_ABOVE_PERCENT, read.at)
    return replace(weighed, leaks=leaks), _told(zone, leaks.devices, read, rounded(expected), rounded(loss))


def _newest(known: tuple[Pressure, ...], read: Pressure) -> tuple[Pressure, ...]:
    """A device's newest reading; of two of one instant the lower is believed."""
    if any(one.device == read.device and (one.at, -one.bar) > (read.at, -read.bar) for one in known):
        return known
    others = [one for one in known if one.device != read.device]
    return tuple(sorted([*others, read], key=lambda one: one.device))


def _told(zone: Zone, leaking: frozenset[str], read: Pressure, expected: Decimal, loss: Decimal) -> list[Event]:
    was, now = read.device in zone.leaks.devices, read.device in leaking
    if now and not was:
        return [
            events.CylinderLeak(
                time=read.at, zone=zone.id, device=read.device, bar=read.bar, celsius=read.celsius,
                expected_bar=expected, loss_percent=loss,
            )
        ]  # fmt: skip
    return [events.CylinderLeakEnded(time=read.at, zone=zone.id, device=read.device)] if was and not now else []
