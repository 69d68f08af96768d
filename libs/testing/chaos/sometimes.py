"""How often rare branches were taken, over the lives of many processes: their counts die with them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from libs.testing.running import ROOT

_COUNTED = re.compile(r'(?:store|self)\.count\(\s*"([a-z_]+)"')
_SHOWN = re.compile(r'^chapelle_sometimes\{branch="([a-z_]+)"\} (\S+)$', re.MULTILINE)

Life = tuple[str, int]
"""A process's name and its pid."""


def branches(folder: Path = ROOT / "libs") -> set[str]:
    """Every rare branch that the code counts."""
    sources = (path for path in folder.rglob("*.py") if "testing" not in path.parts)
    return {name for source in sources for name in _COUNTED.findall(source.read_text())}


def shown(metrics: str) -> dict[str, int]:
    """What a process's `/metrics` says of them."""
    return {name: int(float(value)) for name, value in _SHOWN.findall(metrics)}


@dataclass(slots=True)
class Sometimes:
    """The sum over all lives of what each was last seen to have counted."""

    lives: dict[Life, Mapping[str, int]] = field(default_factory=dict)

    def see(self, life: Life, counts: Mapping[str, int]) -> None:
        self.lives[life] = counts

    def total(self) -> Counter[str]:
        return sum((Counter(counts) for counts in self.lives.values()), Counter[str]())


def never(total: Mapping[str, int], wanted: Iterable[str]) -> list[str]:
    """Those of the wanted that were not reached."""
    return sorted(name for name in wanted if not total.get(name))
