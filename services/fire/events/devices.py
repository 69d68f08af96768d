"""Modes of the panel, and what devices say of themselves."""

from __future__ import annotations

from libs.events import Event
from services.fire.events.zone import ZONE, InZone


class ManualOnlySet(Event, InZone, topic=ZONE, key="zone"):
    """Two detectors now raise the alarm but release nothing."""


class ManualOnlyCleared(Event, InZone, topic=ZONE, key="zone"):
    """Two detectors of different technology release again."""


class Disabled(Event, InZone, topic=ZONE, key="zone"):
    """`device` is out of use; `panel` stands for the release of the whole zone."""

    device: str


class Enabled(Event, InZone, topic=ZONE, key="zone"):
    """`device` is in use again."""

    device: str


class Fault(Event, InZone, topic=ZONE, key="zone"):
    """`device` reports a fault of itself."""

    device: str


class FaultRestored(Event, InZone, topic=ZONE, key="zone"):
    """The fault of `device` is over."""

    device: str


class ContactLost(Event, InZone, topic=ZONE, key="zone"):
    """`device` is not heard any more: its state is unknown, which is an alarm of its own."""

    device: str


class ContactRestored(Event, InZone, topic=ZONE, key="zone"):
    """`device` is heard again, or for the first time."""

    device: str


class SignalIgnored(Event, InZone, topic=ZONE, key="zone"):
    """A well-formed signal that the state table does not allow: recorded, and nothing moved."""

    device: str
    kind: str
    state: str
    why: str
