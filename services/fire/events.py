"""Fire's facts, all about one zone and keyed by it. The certified panel decides; these say what it did.

Source: domain.md, Fire. Ids are strings, seconds are integers, percentages are decimal strings.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from libs.events import Event, Instant, Topic

ZONE = Topic("fire", "zone", partitions=4, safety=True)


@dataclass(frozen=True, slots=True)
class DetectorFitted:
    """A detector of the zone. Only two of different `technology` release (double knock) [R, APSAD]."""

    device: str
    technology: str


class ZoneRegistered(Event, topic=ZONE, key="zone"):
    """The site file names this extinguishing zone, or has changed what it says of it."""

    zone: str
    name: str
    design_concentration_percent: Decimal
    countdown_seconds: int
    flooding_seconds: int
    detectors: tuple[DetectorFitted, ...]


class PreActivated(Event, topic=ZONE, key="zone"):
    """A first detector is in alarm; nothing releases on one alone."""

    zone: str
    device: str


class Activated(Event, topic=ZONE, key="zone"):
    """Fire: exits are to be free, entries refused. `cause`: double_knock, manual_release, or flow alone."""

    zone: str
    cause: str
    devices: tuple[str, ...]


class CountdownStarted(Event, topic=ZONE, key="zone"):
    """The panel counts down and will release at `release_at`, unless held or aborted."""

    zone: str
    release_at: Instant


class ReleaseHeld(Event, topic=ZONE, key="zone"):
    """HOLD is pressed: the counter is back at its start and frozen while the button is down."""

    zone: str


class ReleaseAborted(Event, topic=ZONE, key="zone"):
    """ABORT: the counter is frozen until the panel is reset."""

    zone: str


class Released(Event, topic=ZONE, key="zone"):
    """Gas flows. The zone stays flooded until `flooding_until` at least (hold time >= 10 min [R])."""

    zone: str
    flooding_until: Instant


class ReleaseNotConfirmed(Event, topic=ZONE, key="zone"):
    """The countdown ended 30 s ago and no flow was reported: gas may be there all the same."""

    zone: str
    release_at: Instant


class Ventilating(Event, topic=ZONE, key="zone"):
    """Flooding is over; the zone is aired until oxygen is back and a person signs off."""

    zone: str


class PanelReset(Event, topic=ZONE, key="zone"):
    """The panel was reset after an alarm."""

    zone: str


class ReturnedToQuiescent(Event, topic=ZONE, key="zone"):
    """The alarm is over: by reset or, where gas may have flowed, signed off `by` a person with a `note`."""

    zone: str
    by: str | None = None
    note: str | None = None


class ManualOnlySet(Event, topic=ZONE, key="zone"):
    """Two detectors now raise the alarm but release nothing."""

    zone: str


class ManualOnlyCleared(Event, topic=ZONE, key="zone"):
    """Two detectors of different technology release again."""

    zone: str


class Disabled(Event, topic=ZONE, key="zone"):
    """`device` is out of use; `panel` stands for the release of the whole zone."""

    zone: str
    device: str


class Enabled(Event, topic=ZONE, key="zone"):
    """`device` is in use again."""

    zone: str
    device: str


class OccupiedAboveNoael(Event, topic=ZONE, key="zone"):
    """People are where a release would exceed 43 % of gas, and not MANUAL_ONLY [R, D]: critical."""

    zone: str
    count: int
    design_concentration_percent: Decimal


class OccupiedAboveNoaelEnded(Event, topic=ZONE, key="zone"):
    """The danger is over: the zone is empty, MANUAL_ONLY, or below the limit."""

    zone: str


class Fault(Event, topic=ZONE, key="zone"):
    """`device` reports a fault of itself."""

    zone: str
    device: str


class FaultRestored(Event, topic=ZONE, key="zone"):
    """The fault of `device` is over."""

    zone: str
    device: str


class ContactLost(Event, topic=ZONE, key="zone"):
    """`device` is not heard any more: its state is unknown, which is an alarm of its own."""

    zone: str
    device: str


class ContactRestored(Event, topic=ZONE, key="zone"):
    """`device` is heard again, or for the first time."""

    zone: str
    device: str


class SignalIgnored(Event, topic=ZONE, key="zone"):
    """A well-formed signal that the state table does not allow: recorded, and nothing moved."""

    zone: str
    device: str
    kind: str
    state: str
    why: str
