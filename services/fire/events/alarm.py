"""The way through the table: what the panel did, from the first detector to the sign-off."""

from __future__ import annotations

from libs.events import Event, Instant
from services.fire.events.zone import ZONE, InZone


class PreActivated(Event, InZone, topic=ZONE, key="zone"):
    """A first detector is in alarm; nothing releases on one alone."""

    device: str


class Activated(Event, InZone, topic=ZONE, key="zone"):
    """Fire: exits are to be free, entries refused. `cause`: double_knock, manual_release, or flow alone."""

    cause: str
    devices: tuple[str, ...]


class CountdownStarted(Event, InZone, topic=ZONE, key="zone"):
    """The panel counts down and will release at `release_at`, unless held or aborted."""

    release_at: Instant


class ReleaseHeld(Event, InZone, topic=ZONE, key="zone"):
    """HOLD is pressed: the counter is back at its start and frozen while the button is down."""


class ReleaseAborted(Event, InZone, topic=ZONE, key="zone"):
    """ABORT: the counter is frozen until the panel is reset."""


class Released(Event, InZone, topic=ZONE, key="zone"):
    """Gas flows. The zone stays flooded until `flooding_until` at least (hold time >= 10 min [R])."""

    flooding_until: Instant


class ReleaseNotConfirmed(Event, InZone, topic=ZONE, key="zone"):
    """The countdown ended 30 s ago and no flow was reported: gas may be there all the same."""

    release_at: Instant


class Ventilating(Event, InZone, topic=ZONE, key="zone"):
    """Flooding is over; the zone is aired until oxygen is back and a person signs off."""


class PanelReset(Event, InZone, topic=ZONE, key="zone"):
    """The panel was reset after an alarm."""


class ReturnedToQuiescent(Event, InZone, topic=ZONE, key="zone"):
    """The alarm is over: by reset or, where gas may have flowed, `signed_off`: the act of it says by whom."""

    signed_off: bool = False
