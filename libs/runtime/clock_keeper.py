"""The platform's clock over restarts: it never goes back, whatever ended the last run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from libs.runtime.clock import Clock
from libs.runtime.secrets import write_private

KEEP_EVERY = 5.0
"""Machine seconds between two writes."""
UNKEPT = 3 * KEEP_EVERY
"""Machine seconds that may have passed unwritten when a run ended without a word."""


@dataclass(frozen=True, slots=True)
class ClockKeeper:
    """Keeps the last platform time of a data folder in its `clock.json`."""

    file: Path
    machine: Callable[[], float] = time.time
    """Machine time, seconds since 1970."""

    @classmethod
    def of(cls, data: Path) -> ClockKeeper:
        """That of the data folder `data`."""
        return cls(data / "clock.json")

    def begin(self, wanted: datetime | None, speed: float) -> Clock:
        """The clock of a new run: at `wanted` (default: machine time), never before the last run's end."""
        machine = self.machine()
        platform = wanted.timestamp() if wanted else machine
        clock = Clock(machine, max(platform, self._reached(machine)), speed)
        self.keep(clock)
        return clock

    def keep(self, clock: Clock, *, stopped: bool = False) -> None:
        """Writes where `clock` is now. `stopped`: nobody reads it any more, the next run may begin there."""
        machine = self.machine()
        platform = clock.platform + (machine - clock.machine) * clock.speed
        kept = {"machine": machine, "platform": platform, "speed": clock.speed, "stopped": stopped}
        write_private(self.file, json.dumps(kept).encode())

    def _reached(self, machine: float) -> float:
        """Platform time that the last run cannot have passed, seconds since 1970; 0 where there was none."""
        if not self.file.exists():
            return 0.0
        kept = json.loads(self.file.read_bytes())
        unkept = 0.0 if kept["stopped"] else min(max(machine - kept["machine"], 0.0), UNKEPT)
        return float(kept["platform"] + unkept * kept["speed"])
