"""How many requests each caller may send: a token bucket a caller, on a clock that is passed in."""

from __future__ import annotations

from collections.abc import Callable

CALLERS = 10_000
"""So many are remembered before those whose bucket is full again are forgotten."""


class Buckets:
    """`rate`: tokens a second that each bucket gets back; `burst`: what it holds; `now`: seconds, which only grow.

    A bucket is kept as the moment at which it is full again; one that is full is not kept.
    """

    def __init__(self, rate: float, burst: int, now: Callable[[], float]) -> None:
        self._each, self._deep, self._now = 1 / rate, (burst - 1) / rate, now
        self._full_at: dict[str, float] = {}
        self._most = CALLERS

    def wait(self, caller: str) -> float:
        """Takes a token: 0. Or takes none: the seconds until there is one."""
        now = self._now()
        full_at = max(self._full_at.get(caller, now), now)
        if full_at - now > self._deep:
            return full_at - now - self._deep
        self._full_at[caller] = full_at + self._each
        if len(self._full_at) > self._most:
            self._full_at = {one: at for one, at in self._full_at.items() if at > now}
            self._most = max(CALLERS, 2 * len(self._full_at))
        return 0.0
