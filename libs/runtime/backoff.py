"""How long to wait before something that died is started again: soon at first, 5 s at most, for ever."""

from __future__ import annotations

from dataclasses import dataclass

STEPS = (0.2, 0.5, 1.0, 2.0, 5.0)
STEADY = 30.0
"""Seconds of life after which a death counts as the first again."""


@dataclass(slots=True)
class Backoff:
    """The deaths of one process in a row."""

    deaths: int = 0

    def after(self, lived: float) -> float:
        """Seconds to wait after a death at the age of `lived` seconds."""
        self.deaths = 1 if lived >= STEADY else self.deaths + 1
        return STEPS[min(self.deaths, len(STEPS)) - 1]
