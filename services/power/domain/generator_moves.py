"""What moves the generator: signals through the table of its states, its load and its tank; runs and tests that end."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from libs.events import Event, replace
from services.power.domain.autonomy import warned
from services.power.domain.generator_states import CARRIES, RUNS, Signal, State, after
from services.power.domain.generator_tests import end_test
from services.power.domain.readings import Reading, to_milli
from services.power.domain.runs import Run
from services.power.domain.tank import Burned, Level
from services.power.events import (
    GeneratorFailedToStart,
    GeneratorRetransferred,
    GeneratorStarted,
    GeneratorStopped,
    WetStackingRisk,
)

if TYPE_CHECKING:
    from services.power.domain.generator import Generator

Moved = tuple["Generator", tuple[Event, ...]]

SECOND = timedelta(seconds=1)


def moved(generator: Generator, signal: Signal, at: datetime) -> Moved:
    """After a signal: where the table leads, and what begins and ends by it."""
    before, state = generator.state, after(generator.state, signal, needed=bool(generator.needed_by))
    if signal == "released" and before in CARRIES:
        generator = replace(generator, released_at=at)
    if state == before:
        return generator, ()
    generator, over = _ended(generator, state, at)
    generator = replace(generator, state=state)
    if state in RUNS and generator.run is None:
        generator = replace(generator, run=Run(at, generator.fuel_litres))
    generator, told = _entered(generator, state, at)
    return generator, (*over, *told)


def _entered(generator: Generator, state: State, at: datetime) -> Moved:
    match state:
        case "starting":
            return replace(generator, needed_at=at), ()
        case "running":
            return replace(generator, needed_at=None, released_at=None), (_started(generator, at),)
        case "cooling":
            return replace(generator, cooling_since=at), _retransferred(generator, at)
        case "failed":
            return generator, (_failed(generator, at),)
        case "testing":
            return replace(generator, last_test=at), ()
    return generator, ()


def _ended(generator: Generator, state: State, at: datetime) -> Moved:
    """What is over once it leaves its state for this one: a test, or a run."""
    run = generator.run
    if run is None or (state in RUNS and (generator.state == "testing") == (state == "testing")):
        return generator, ()
    still = replace(generator, run=None, burned=None, cooling_since=None)
    if state == "unknown":
        return still, ()  # nobody saw how it ended
    if generator.state == "testing":
        return end_test(still, run.until(at, generator.nameplate_kw), at)
    if state not in {"standby", "testing"}:
        return still, ()
    cooled = None if generator.cooling_since is None else (at - generator.cooling_since) // SECOND
    litres = None if run.litres is None or still.fuel_litres is None else to_milli(run.litres - still.fuel_litres)
    stopped = GeneratorStopped(
        time=at,
        generator=still.id,
        began=run.began,
        ran_seconds=(at - run.began) // SECOND,
        cooled_seconds=cooled,
        litres=litres if litres is not None and litres >= 0 else None,
    )
    gone = _retransferred(generator, at) if generator.state == "retransferring" else ()
    return replace(still, released_at=None), (*gone, stopped)


def _retransferred(generator: Generator, at: datetime) -> tuple[GeneratorRetransferred, ...]:
    since = generator.released_at or at
    return (GeneratorRetransferred(time=at, generator=generator.id, seconds=(at - since) // SECOND),)


def _started(generator: Generator, at: datetime) -> GeneratorStarted:
    since = generator.needed_at if generator.needed_by else None
    seconds = None if since is None else max(0, (at - since) // timedelta(seconds=1))
    return GeneratorStarted(time=at, generator=generator.id, seconds=seconds)


def _failed(generator: Generator, at: datetime) -> GeneratorFailedToStart:
    since = generator.needed_at or at
    return GeneratorFailedToStart(time=at, generator=generator.id, feeds=generator.needed_by, needed_at=since)


def level(generator: Generator, at: datetime, litres: Decimal) -> Generator:
    """After a reading of its tank."""
    generator = replace(generator, fuel_litres=litres)
    if generator.state not in CARRIES:
        return replace(generator, burned=None)
    return replace(
        generator, burned=generator.burned.reads(at, litres) if generator.burned else Burned(Level(at, litres))
    )


def loaded(generator: Generator, reading: Reading) -> Moved:
    """After a reading of its load."""
    events: list[Event] = []
    generator = replace(generator, load_kw=reading.amount)
    if generator.state in {"starting", "failed"} and reading.amount > 0:
        generator, told = moved(generator, "on", reading.at)
        events += told
    elif generator.state == "retransferring" and reading.amount == 0:
        generator, told = moved(generator, "unloaded", reading.at)
        events += told
    if generator.run is not None and generator.state != "cooling":
        generator, light = _run_on(generator, generator.run.reads(reading.at, reading.amount, generator.nameplate_kw))
        events += light
    generator, low = warned(generator, reading.at)
    return generator, (*events, *low)


def _run_on(generator: Generator, run: Run) -> Moved:
    percent = run.load_percent(generator.nameplate_kw)
    if not run.is_light() or percent is None or run.at is None:
        return replace(generator, run=run), ()
    minutes = (run.at - run.began) // timedelta(minutes=1)
    risk = WetStackingRisk(time=run.at, generator=generator.id, minutes=minutes, load_percent=to_milli(percent))
    return replace(generator, run=replace(run, told=True)), (risk,)
