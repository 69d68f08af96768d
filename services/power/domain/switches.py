"""The transfer switches that a monthly test exercises with the generator. Source: domain.md, Power [R]."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from libs.events import Value
from services.power.domain.runs import GeneratorTest, Verdict, Why
from services.power.events import GeneratorTested


class Exercised(Value):
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


def told_again(test: GeneratorTest, switch: str, unwatched: Collection[str]) -> GeneratorTested:
    """A test that is over, in which a switch was exercised that is heard only now."""
    known = Exercised(
        exercised=tuple(sorted({*test.switches, switch})),
        missed=tuple(id for id in test.missed if id != switch),
    )
    by_switches = test.why in ("switch_missed", "switch_unwatched")
    verdict, why = known.verdict("passed", "", unwatched) if by_switches else (test.verdict, test.why)
    return GeneratorTested(
        time=test.ended,
        generator=test.generator,
        kind=test.kind,
        began=test.began,
        ended=test.ended,
        minutes=test.minutes,
        load_percent=test.load_percent,
        verdict=verdict,
        why=why,
        switches=known.exercised,
        missed=known.missed,
        again=True,
    )
