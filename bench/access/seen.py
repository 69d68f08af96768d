"""What rounds of load saw, by whom they loaded."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bench.commands.load import Seen
from bench.figure import Figure

Times = dict[str, list[float]]
SLICES, SECONDS, WARM = 4, 1.0, 0.5
"""Of a round: how often each loads, and for how long."""


def in_turn(loads: Mapping[str, Callable[[], Seen]]) -> dict[str, Seen]:
    """What each has seen in all, a slice after the other: what the machine does meanwhile it does to each of them."""
    seen = {name: Seen() for name in loads}
    for _ in range(SLICES):
        for name, load in loads.items():
            found = load()
            seen[name].took += found.took
            seen[name].seconds += found.seconds
            seen[name].refused += found.refused
    return seen


@dataclass(slots=True)
class Rounds:
    """Requests/s, and ms within which half of the answers came, and 99 in 100."""

    rates: Times = field(default_factory=dict)
    p50s: Times = field(default_factory=dict)
    p99s: Times = field(default_factory=dict)

    def enter(self, turn: int, name: str, seen: Seen) -> None:
        """Keeps a round, and says it."""
        p50, p99 = seen.quantile(0.5), seen.quantile(0.99)
        for times, one in ((self.rates, seen.rate), (self.p50s, p50), (self.p99s, p99)):
            times.setdefault(name, []).append(one)
        said = f"{seen.rate:>7.0f}/s, p50 {p50:>6.1f} ms, p99 {p99:>6.1f} ms, told 503 {seen.refused} times"
        print(f"  round {turn + 1} {name:<16} {said}", flush=True)


@dataclass(frozen=True, slots=True)
class Faster(Figure):
    """Of times: how many times as long the peer takes."""

    @property
    def ratio(self) -> float:
        return statistics.median(peer / ours for ours, peer in zip(self.ours, self.peer, strict=True))
