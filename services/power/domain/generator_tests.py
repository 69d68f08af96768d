"""Tests of the generator: what one proves once it is over, and whether the next is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from libs.events import Event, Outcome, replace
from services.power.domain.readings import to_milli
from services.power.domain.runs import Kind, Run, Verdict, Why
from services.power.domain.switches import Exercised
from services.power.events import GeneratorTestCaughtUp, GeneratorTested, GeneratorTestOverdue

if TYPE_CHECKING:
    from services.power.domain.generator import Generator


def end_test(generator: Generator, run: Run, at: datetime) -> tuple[Generator, tuple[Event, ...]]:
    """The test that ran has ended."""
    percent = run.load_percent(generator.nameplate_kw)
    switches = Exercised.since(run.began, generator.switches, generator.switched)
    told = tuple(
        GeneratorTested(
            time=at,
            generator=generator.id,
            kind=kind,
            began=run.began,
            ended=at,
            minutes=(at - run.began) // timedelta(minutes=1),
            load_percent=None if percent is None else to_milli(percent),
            verdict=verdict,
            why=why,
            switches=switches.exercised,
            missed=switches.missed,
        )
        for kind, verdict, why in _proofs(run, switches, generator.unwatched, at)
    )
    known, events = proved(generator, told)
    return known, tuple(events)


def _proofs(run: Run, switches: Exercised, unwatched: tuple[str, ...], at: datetime) -> list[tuple[Kind, Verdict, Why]]:
    """What a test proves: one of four hours, that did not fail, is a monthly one too, which exercises the switches."""
    longest, verdict, why = run.verdict(at)
    if longest == "long" and verdict == "failed":
        return [("long", verdict, why)]
    monthly: list[tuple[Kind, Verdict, Why]] = [("monthly", *switches.verdict(verdict, why, unwatched))]
    return [*monthly, ("long", verdict, why)] if longest == "long" else monthly


def proved(generator: Generator, told: Sequence[GeneratorTested]) -> Outcome[Generator]:
    """After tests that are over: the next is due after the newest that did not fail; an older one changes nothing."""
    events: list[Event] = [*told]
    for test in told:
        last = generator.last_proven(test.kind)
        if test.verdict != "failed" and (last is None or test.began > last):
            generator, caught_up = _newly_proven(generator, test)
            events += caught_up
    return generator, events


def _newly_proven(generator: Generator, test: GeneratorTested) -> Outcome[Generator]:
    due = generator.due_after(test.kind, generator.last_proven(test.kind))
    overdue = generator.overdue_tests
    known = replace(generator, overdue_tests=tuple(kind for kind in overdue if kind != test.kind))
    known = replace(known, last_long=test.began) if test.kind == "long" else replace(known, last_good=test.began)
    if test.kind not in overdue or due is None:
        return known, ()
    time = max(test.ended, due)
    return known, (GeneratorTestCaughtUp(time=time, generator=known.id, kind=test.kind, due=due, began=test.began),)


def fall_overdue(generator: Generator, kind: Kind, due: datetime) -> Outcome[Generator]:
    """The day on which a test was due has passed; told once, until it is caught up."""
    if kind in generator.overdue_tests or generator.next_test_due(kind) != due:
        return generator, ()
    told = GeneratorTestOverdue(time=due, generator=generator.id, kind=kind, due=due)
    return replace(generator, overdue_tests=tuple(sorted({*generator.overdue_tests, kind}))), (told,)
