"""The transfer switches that a monthly test exercises with the generator. Source: domain.md, Power [R]."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.power.domain.runs import Verdict, Why


@dataclass(frozen=True, slots=True)
class Exercised:
    """What became of the switches in one test. `missed`: those that did not say that they transferred in it."""

    exercised: tuple[str, ...]
    missed: tuple[str, ...]

    @classmethod
    def since(cls, began: datetime, switches: Collection[str], said: Mapping[str, datetime]) -> Exercised:
        """In the test that began then. `said`: when each switch said last that it is tested."""
        exercised = {id for id in switches if id in said and said[id] >= began}
        return cls(tuple(sorted(exercised)), tuple(sorted({*switches} - exercised)))

    def verdict(self, verdict: Verdict, why: Why, unwatched: Collection[str]) -> tuple[Verdict, Why]:
        """Of a monthly test that proves so much by its load: with a switch left out it is none.

        `unwatched`: the switches without a device that would say so.
        """
        if verdict != "passed" or not self.missed:
            return verdict, why
        if set(self.missed) <= set(unwatched):
            return "unproven", "switch_unwatched"
        return "failed", "switch_missed"
