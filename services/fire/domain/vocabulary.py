"""The words of EN 12094-1 and of the platform for an extinguishing zone. Source: domain.md, Fire."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """What everybody sees. Conditions coexist with it."""

    QUIESCENT = "QUIESCENT"
    PRE_ACTIVATED = "PRE_ACTIVATED"
    ACTIVATED = "ACTIVATED"
    RELEASED = "RELEASED"
    VENTILATING = "VENTILATING"


class Condition(Enum):
    """What coexists with any state, in the order in which it is shown."""

    MANUAL_ONLY = "MANUAL_ONLY"
    DISABLED = "DISABLED"
    FAULT = "FAULT"
    CONTACT_LOST = "CONTACT_LOST"


class Phase(Enum):
    """The states that the table knows: ACTIVATED and VENTILATING have phases of their own."""

    QUIESCENT = "QUIESCENT"
    PRE_ACTIVATED = "PRE_ACTIVATED"
    ALARM_ONLY = "ALARM_ONLY"
    """Double knock while MANUAL_ONLY or DISABLED: alarm, no release."""
    COUNTDOWN = "COUNTDOWN"
    HELD = "HELD"
    ABORTED = "ABORTED"
    RELEASE_DUE = "RELEASE_DUE"
    """The countdown is over; flow is awaited."""
    UNCONFIRMED = "UNCONFIRMED"
    """No flow came in time."""
    RELEASED = "RELEASED"
    AIRING = "AIRING"
    """Flooding is over, the panel not yet reset."""
    SIGN_OFF_DUE = "SIGN_OFF_DUE"
    """The panel is reset; oxygen and a person's word are awaited."""

    @property
    def state(self) -> State:
        """The state that everybody sees in this phase."""
        return _STATES[self]


_STATES = {
    Phase.QUIESCENT: State.QUIESCENT,
    Phase.PRE_ACTIVATED: State.PRE_ACTIVATED,
    Phase.ALARM_ONLY: State.ACTIVATED,
    Phase.COUNTDOWN: State.ACTIVATED,
    Phase.HELD: State.ACTIVATED,
    Phase.ABORTED: State.ACTIVATED,
    Phase.RELEASE_DUE: State.ACTIVATED,
    Phase.UNCONFIRMED: State.ACTIVATED,
    Phase.RELEASED: State.RELEASED,
    Phase.AIRING: State.VENTILATING,
    Phase.SIGN_OFF_DUE: State.VENTILATING,
}


class Kind(Enum):
    """What a panel signal says (public-face.md)."""

    ALARM = "alarm"
    FAULT = "fault"
    RESTORED = "restored"
    MANUAL_RELEASE = "manual_release"
    HOLD_PRESSED = "hold_pressed"
    HOLD_RELEASED = "hold_released"
    ABORT = "abort"
    FLOW = "flow"
    MANUAL_ONLY = "manual_only"
    AUTOMATIC = "automatic"
    DISABLED = "disabled"
    ENABLED = "enabled"
    RESET = "reset"
    OXYGEN = "oxygen"
    CYLINDER = "cylinder"
    CONTACT_LOST = "contact_lost"
    CONTACT_RESTORED = "contact_restored"
    SIGN_OFF = "sign_off"
    """Not the panel's: a person's word, kept in the same journal."""


class Trigger(Enum):
    """What moves the table: a signal, read against what else is known; or a timer; or a person."""

    DETECTOR = "detector"
    """An alarm with no other technology in alarm beside it."""
    DOUBLE_KNOCK = "double knock"
    DOUBLE_KNOCK_BARRED = "double knock, release barred"
    """Barred: MANUAL_ONLY or DISABLED."""
    MANUAL_RELEASE = "manual release"
    MANUAL_RELEASE_BARRED = "manual release, release barred"
    """Barred: DISABLED."""
    RELEASE_PERMITTED = "release permitted again"
    """`automatic` or `enabled` while what asks for the release still stands."""
    HOLD_PRESSED = "hold pressed"
    HOLD_RELEASED = "hold released"
    ABORT = "abort"
    FLOW = "flow"
    RESET = "reset"
    RESET_GASSED = "reset, gas may be there"
    RESET_UNHEARD = "reset, after contact was lost"
    """Where a panel refuses one: it did what was not heard, and may have released."""
    SIGN_OFF = "sign-off, O2 >= 19.5 %"
    COUNTDOWN_OVER = "countdown over"
    NO_FLOW = "no flow in 30 s"
    FLOODING_OVER = "flooding over"


class Timer(Enum):
    """The durable timers of a zone, at most one at a time; the value is its name in the unit."""

    COUNTDOWN = "countdown"
    CONFIRMATION = "confirmation"
    FLOODING = "flooding"


class Technology(Enum):
    """How a detector detects. An enumeration, because a misspelt word would be a second technology."""

    OPTICAL = "optical"
    ASPIRATING = "aspirating"
    HEAT = "heat"
    FLAME = "flame"


PANEL = "panel"
"""The device that speaks for a zone as a whole."""
