"""The generator's states, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

State = Literal["unknown", "standby", "starting", "running", "retransferring", "cooling", "testing", "failed", "fault"]
"""`retransferring`: every feed is back, and it still carries the load; `cooling`: it runs on without load."""

Signal = Literal["on", "off", "test", "fault", "needed", "released", "unloaded", "overdue", "silent"]
"""Its own states as read; a feed lost, or the last lost one back; no load; the ten seconds over; its source silent."""

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
        ("running", "released"): "retransferring",
        ("running", "silent"): "unknown",
        ("retransferring", "needed"): "running",
        ("retransferring", "unloaded"): "cooling",
        ("retransferring", "off"): "standby",
        ("retransferring", "test"): "testing",
        ("retransferring", "fault"): "fault",
        ("retransferring", "silent"): "unknown",
        ("cooling", "needed"): "starting",
        ("cooling", "off"): "standby",
        ("cooling", "test"): "testing",
        ("cooling", "fault"): "fault",
        ("cooling", "silent"): "unknown",
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


RUNS = frozenset({"running", "retransferring", "cooling", "testing"})
"""It turns."""

CARRIES = frozenset({"running", "retransferring"})
"""It is at the load."""

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
