"""A process that is kept running: whatever ends it, it is started again, with back-off, for ever."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from libs.runtime.backoff import STEPS, Backoff
from libs.runtime.parts.child import Child


@dataclass(slots=True)
class Kept:
    """`child` and how often it had to be started again. `now`: machine seconds, ever growing."""

    child: Child
    backoff: Backoff = field(default_factory=Backoff)
    restarts: int = 0
    now: Callable[[], float] = time.monotonic
    _since: float = 0.0
    _again_at: float | None = None

    def start(self) -> None:
        """Starts it; from now on `keep` keeps it."""
        self.child.start()
        self.started()

    def started(self) -> None:
        """It runs since now, started here or by another."""
        self._since, self._again_at = self.now(), None

    def keep(self) -> str | None:
        """One look: a sentence where it is found dead, else None; starts it again when its time has come."""
        if self.child.alive:
            return None
        now = self.now()
        if self._again_at is None:
            wait = self.backoff.after(now - self._since)
            self._again_at = now + wait
            return f"{self.child.name} {how_it_ended(self.child.exit_code)}; starting it again in {wait:g} s"
        if now >= self._again_at:
            self._start_again(now)
        return None

    def _start_again(self, now: float) -> None:
        try:
            self.start()
        except OSError:  # no memory for a child, no room for its log: another time
            self._again_at = now + STEPS[-1]
        else:
            self.restarts += 1

    def status(self) -> dict[str, Any]:
        """`{"name","pid","alive","since","restarts"}`, `since` in machine seconds since 1970."""
        return {
            "name": self.child.name,
            "pid": self.child.pid,
            "alive": self.child.alive,
            "since": self.child.started,
            "restarts": self.restarts,
        }


def how_it_ended(code: int | None) -> str:
    """`"was ended by SIGKILL"` or `"ended with code 1"`."""
    if code is not None and code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with code {code}"
