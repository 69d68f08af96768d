"""Whether the console's own worker is alive: what the pages show is only as fresh as what it applies."""

from __future__ import annotations

from datetime import datetime

from libs.events import Value

PULSE_SECONDS = 5
"""Machine seconds between two pulses."""
SILENT_SECONDS = 12
"""After that many machine seconds without one, what is shown is said to be old (screens.md)."""


class Pulse(Value):
    """`at`: platform time at which the worker was last alive."""

    at: datetime
    id: str = "worker"


def silent_seconds(seen_at: datetime | None, now: datetime, speed: float) -> float | None:
    """Machine seconds since the worker was last alive, by a clock `speed` times as fast; None: it never was."""
    return None if seen_at is None else max(0.0, (now - seen_at).total_seconds() / speed)
