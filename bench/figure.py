"""A figure: a ratio of one run, what it is held to, and the rounds that it comes from."""

from __future__ import annotations

import json
import operator
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent / "out"
HOLDS = {">=": operator.ge, "<=": operator.le, "<": operator.lt}


@dataclass(frozen=True, slots=True)
class Figure:
    """`ratio`: the median over the rounds of ours / peer; where there is no peer, of ours itself, in `unit`."""

    name: str
    goal: str
    unit: str
    ours: Sequence[float]
    peer: Sequence[float] = ()
    floor: Sequence[float] | None = None
    pinned: str = ""
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        rounds = [ours / peer for ours, peer in zip(self.ours, self.peer, strict=True)] if self.peer else self.ours
        return statistics.median(rounds)

    @property
    def holds(self) -> bool:
        """Whether the goal is reached, such as `>= 12`."""
        sign, limit = self.goal.split()
        return bool(HOLDS[sign](self.ratio, float(limit)))

    def as_json(self) -> dict[str, Any]:
        rounded = {
            name: None if rounds is None else [round(one, 6) for one in rounds]
            for name, rounds in (("ours", self.ours), ("peer", self.peer), ("floor", self.floor))
        }
        return asdict(self) | rounded | {"ratio": round(self.ratio, 3), "holds": self.holds}


def write(name: str, figures: Sequence[Figure]) -> None:
    """Writes `bench/out/<name>.json`."""
    OUT.mkdir(exist_ok=True)
    (OUT / f"{name}.json").write_text(json.dumps([figure.as_json() for figure in figures], indent=2) + "\n")


def table(figures: Sequence[Figure]) -> str:
    """The figures for a person: ratio, goal, and the medians that it is made of."""
    lines = [f"{'name':<28} {'ratio':>8}  {'goal':<9} {'':<7} {'ours':>10} {'peer':>10}  unit"]
    for one in figures:
        held = "holds" if one.holds else "MISSED"
        peer = f"{statistics.median(one.peer):>10.6g}" if one.peer else f"{'':>10}"
        ours = f"{statistics.median(one.ours):>10.6g}"
        lines.append(f"{one.name:<28} {one.ratio:>8.2f}  {one.goal:<9} {held:<7} {ours} {peer}  {one.unit}")
    return "\n".join(lines)
