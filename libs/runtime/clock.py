"""The platform's clock: where domain time comes from. It may start at any instant and run at any speed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """Platform time = `platform` + (machine time − `machine`) × `speed`; both in seconds since 1970."""

    machine: float = 0.0
    platform: float = 0.0
    speed: float = 1.0

    @classmethod
    def read(cls, text: str) -> Clock:
        """From `"<machine>,<platform>,<speed>"`. Raises `ValueError`, which says what is wrong."""
        parts = text.split(",")
        if len(parts) != 3:
            raise ValueError(f"a clock is <machine>,<platform>,<speed>, not {text!r}")
        machine, platform, speed = (float(part) for part in parts)
        if speed <= 0:
            raise ValueError(f"a clock's speed is above 0, not {speed}")
        return cls(machine, platform, speed)

    def __str__(self) -> str:
        return f"{self.machine!r},{self.platform!r},{self.speed!r}"

    def now(self) -> datetime:
        """The platform's time, UTC, to the millisecond."""
        moment = self.platform + (time.time() - self.machine) * self.speed
        return datetime.fromtimestamp(int(moment * 1000) / 1000, UTC)

    def seconds_until(self, moment: datetime) -> float:
        """Machine seconds until platform time reaches `moment`; negative when it is past."""
        return (moment - self.now()).total_seconds() / self.speed
