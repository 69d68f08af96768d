"""Who is heard, and who is in fault: what devices say of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from libs.events import Event, Outcome, replace
from services.fire.domain.conditions import told
from services.fire.domain.signal import Signal
from services.fire.domain.standing import Standing
from services.fire.domain.vocabulary import PANEL, Condition, Kind
from services.fire.domain.zone import Zone


def listen(zone: Zone, signal: Signal) -> Outcome[Zone]:
    """Whoever speaks is heard, and the panel through which it came; only `contact_lost` says otherwise."""
    lost = signal.kind is Kind.CONTACT_LOST
    silences = zone.silences.heard(signal.device, lost, signal.at)
    if not lost:
        silences = silences.heard(PANEL, False, signal.at)
    if signal.kind is Kind.CONTACT_RESTORED and signal.device == PANEL:
        silences = silences.all_clear(signal.at)
    return replace(zone, silences=silences), _told(zone, signal, Condition.CONTACT_LOST, zone.silences, silences)


def silent_at(zone: Zone) -> datetime | None:
    """When the panel will have been silent for too long; None where it is lost already, or nobody waits for it."""
    after = zone.installation.silent_after_seconds
    if after is None or PANEL in zone.silences.devices:
        return None
    return zone.heard_at + timedelta(seconds=after)


def fault(zone: Zone, signal: Signal) -> Outcome[Zone]:
    """A fault begins or ends; `restored` of the panel ends those of all its devices."""
    if signal.kind is Kind.RESTORED and signal.device == PANEL:
        faults = zone.faults.all_clear(signal.at)
    else:
        faults = zone.faults.heard(signal.device, signal.kind is Kind.FAULT, signal.at)
    return replace(zone, faults=faults), _told(zone, signal, Condition.FAULT, zone.faults, faults)


def _told(zone: Zone, signal: Signal, condition: Condition, before: Standing, after: Standing) -> Sequence[Event]:
    began, ended = sorted(after.devices - before.devices), sorted(before.devices - after.devices)
    return [
        *(told(condition, True, signal.at, zone.id, device) for device in began),
        *(told(condition, False, signal.at, zone.id, device) for device in ended),
    ]
