"""What a stretch does, from its seed alone: the conditions that it runs under, and its rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from libs.events import replace

ROUNDS = 30
"""Of a stretch."""
LONG_SECONDS = 36.0
"""Longer than the services wait for the database's answer (30 s)."""
LONG_CHANCE = 0.1


@dataclass(frozen=True, slots=True)
class Kind:
    """What may befall the toys. `seconds`: how long, at least and at most; `long`: now and then much longer."""

    name: str
    weight: int
    targets: tuple[str, ...]
    seconds: tuple[float, float] = (0.0, 0.0)
    long: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """One fault: its kind's name, what it hits, for how many seconds."""

    fault: str
    target: str
    seconds: float

    def __str__(self) -> str:
        return f"{self.fault}: {self.target}" + (f", {self.seconds:.1f} s" if self.seconds else "")


@dataclass(frozen=True, slots=True)
class Conditions:
    """`env`: what every process is told besides; `workers`: how many each service has."""

    name: str
    env: Mapping[str, str] = field(default_factory=dict)
    workers: int = 1


WORST = {"CHAPELLE_BATCH": "1", "CHAPELLE_LETTERS_PER_PARTITION": "1", "CHAPELLE_TAIL": "0", "CHAPELLE_LONG_BATCH": "1"}
CONDITIONS = (
    Conditions("as usual"),
    Conditions("two workers each", workers=2),
    Conditions("worst settings", WORST),
    Conditions("worst settings, two workers each", WORST, workers=2),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A life of the toys."""

    seed: int
    conditions: Conditions
    rounds: tuple[Round, ...]

    def first(self, rounds: int) -> Stretch:
        """No more than that many rounds of it."""
        return replace(self, rounds=self.rounds[:rounds])


def plan(seed: int, kinds: Sequence[Kind], rounds: int = ROUNDS) -> Stretch:
    """The same for the same seed. Seeds that follow each other take the conditions in turn."""
    chance = Random(seed)
    conditions = CONDITIONS[seed % len(CONDITIONS)]
    chosen = chance.choices(kinds, [kind.weight for kind in kinds], k=rounds)
    return Stretch(seed, conditions, tuple(_round(chance, kind, conditions) for kind in chosen))


def _round(chance: Random, kind: Kind, conditions: Conditions) -> Round:
    there = [target for target in kind.targets if conditions.workers > 1 or "worker-2" not in target]
    seconds = round(chance.uniform(*kind.seconds), 1)
    if kind.long and chance.random() < LONG_CHANCE:
        seconds = LONG_SECONDS
    return Round(kind.name, chance.choice(there), seconds)
