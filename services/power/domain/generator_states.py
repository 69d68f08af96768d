"""The generator's states, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

State = Literal["unknown", "standby", "starting", "running", "testing", "failed", "fault"]
Signal = Literal["on", "off", "test", "fault", "needed", "released", "overdue", "silent"]
"""Its own states as read; a feed lost, or the last lost one back; the ten seconds over; its source silent."""

TRANSITIONS: Mapping[tuple[State, Signal], State] = MappingProxyType(
    {
        ("unknown", "on"): "running",
        ("unknown", "off"): "standby",
        ("unknown", "test"): "testing",
        ("unknown", "fault"): "fault",
        ("unknown", "needed"): "starting",
        ("standby", "on"): "running",
        ("standby", "test"): "testing",
        ("standby", "fault"): "fault",
        ("standby", "needed"): "starting",
        ("standby", "silent"): "unknown",
        ("starting", "on"): "running",
        ("starting", "fault"): "failed",
        ("starting", "overdue"): "failed",
        ("starting", "released"): "standby",
        ("running", "off"): "standby",
        ("running", "test"): "testing",
        ("running", "fault"): "fault",
        ("running", "silent"): "unknown",
        ("testing", "on"): "running",
        ("testing", "off"): "standby",
        ("testing", "fault"): "fault",
        ("testing", "needed"): "starting",
        ("testing", "silent"): "unknown",
        ("failed", "on"): "running",
        ("failed", "released"): "standby",
        ("fault", "on"): "running",
        ("fault", "off"): "standby",
        ("fault", "test"): "testing",
        ("fault", "needed"): "starting",
        ("fault", "silent"): "unknown",
    }
)
"""What is not named moves nothing: a set that is starting, or failed to, stays so until it is at the load."""


WHILE_NEEDED: Mapping[State, State] = MappingProxyType({"standby": "starting", "fault": "failed"})
"""While a feed is lost: a set that stops is awaited anew, and one at fault has failed."""


def after(state: State, signal: Signal, *, needed: bool) -> State:
    """The state that a signal leads to; `needed`: whether a feed is lost."""
    reached = TRANSITIONS.get((state, signal), state)
    return WHILE_NEEDED.get(reached, reached) if needed else reached


def said_by(state: str) -> Signal:
    """The signal in a reading of the quantity `state`."""
    signals: Mapping[str, Signal] = {"on": "on", "off": "off", "test": "test", "fault": "fault"}
    return signals[state]
