"""What is waited for, with durable timers: the next word of a source, the generator at the load."""

from __future__ import annotations

from datetime import datetime

from libs.events import Outcome
from services.power import reaching
from services.power.domain.generator import EVERY_MONTHS, Generator
from services.power.domain.generator_tests import fall_overdue
from services.power.domain.runs import Kind, evidence
from services.power.domain.sources import Source
from services.power.events import GeneratorTested
from services.power.store import PowerUnit

SILENCE = "silence"
AT_THE_LOAD = "at-the-load"
TEST_DUE = "test-due"


def watch(source: Source, unit: PowerUnit) -> None:
    """Starts the timer of silence. It is not moved by each reading: when it is due it looks what was heard."""
    due = source.silent_from()
    if due is not None:
        unit.timers.start(SILENCE, source.id, due)


def silence_is_due(id: str, due: datetime, unit: PowerUnit) -> None:
    """Three intervals passed: the source is silent, or watched on from its newest reading."""
    source = unit.sources.get(id)
    if source is None or source.contact != "heard":
        return
    silent_from = source.silent_from()
    if silent_from is not None and silent_from > due:
        watch(source, unit)
    else:
        _fall_silent(source, unit, due)


def save_generator(outcome: Outcome[Generator], at: datetime, unit: PowerUnit) -> None:
    """Keeps the generator, and the evidence of its tests; while it is awaited, its ten seconds run."""
    generator, events = outcome
    before = unit.generators.get(generator.id)
    unit.save(outcome)
    expected_by = generator.expected_by()
    if expected_by is not None:
        unit.timers.start(AT_THE_LOAD, generator.id, expected_by)
    if before is not None and _dues(before) != _dues(generator):
        watch_tests(generator, unit)
    for event in events:
        if isinstance(event, GeneratorTested):
            unit.put(evidence(event))
    if before is not None and reaching.of_generator(before) != reaching.of_generator(generator):
        reaching.settle_batteries(reaching.graph_of(unit), at, unit)


def watch_tests(generator: Generator, unit: PowerUnit) -> None:
    """Starts the timers of the days on which its tests are due."""
    for kind, due in _dues(generator).items():
        if due is not None:
            unit.timers.start(TEST_DUE, f"{generator.id}/{kind}", due)


def test_is_due(key: str, due: datetime, unit: PowerUnit) -> None:
    """A test was due: it is overdue, or one was passed meanwhile."""
    id, _, kind = key.partition("/")
    generator = unit.generators.get(id)
    if generator is not None:
        unit.save(fall_overdue(generator, "long" if kind == "long" else "monthly", due))


def start_is_due(id: str, due: datetime, unit: PowerUnit) -> None:
    """The ten seconds are over: the generator is at the load, or has failed to start."""
    generator = unit.generators.get(id)
    if generator is not None and generator.expected_by() == due:
        unit.save(generator.overdue(due))


def _dues(generator: Generator) -> dict[Kind, datetime | None]:
    return {kind: generator.next_test_due(kind) for kind in EVERY_MONTHS}


def _fall_silent(source: Source, unit: PowerUnit, at: datetime) -> None:
    """What the source measured is unknown from now on."""
    unit.save(source.fell_silent(at))
    if source.rack is not None and (rack := unit.racks.get(source.rack)):
        reaching.drawn(rack, source.id, None, at, unit)
    elif source.role == "incomer" and source.feed is not None and (feed := unit.feeds.get(source.feed)):
        unit.save(feed.silent(at))
        reaching.settle(unit, at)
    elif source.generator is not None and (generator := unit.generators.get(source.generator)):
        save_generator(generator.silent(at), at, unit)
    elif source.node is not None and (ups := unit.upses.get(source.node)):
        unit.put(ups.silent())
