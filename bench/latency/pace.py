"""An even pace: 500 events a second, here 100 units of 5, bare 500 of 1."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence

UNITS, EVENTS = 100, 5


def paced(per_second: int, seconds: float) -> Iterator[int]:
    """0, 1, 2 … each when it is due; what is late is not left out."""
    began = time.monotonic()
    for turn in range(int(per_second * seconds)):
        due = began + turn / per_second
        if (wait := due - time.monotonic()) > 0:
            time.sleep(wait)
        yield turn


def quantiles(took: Sequence[int]) -> tuple[float, float]:
    """p50 and p99 in milliseconds, of nanoseconds."""
    cut = statistics.quantiles(took, n=100, method="inclusive")
    return cut[49] / 1e6, cut[98] / 1e6
