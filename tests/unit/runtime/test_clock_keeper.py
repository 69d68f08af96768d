"""The platform's clock over restarts. Machine time is set by hand: M+10 is ten machine seconds after the start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from libs.runtime.clock import Clock
from libs.runtime.clock_keeper import UNKEPT, ClockKeeper

MACHINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)
JUNE = datetime(2026, 6, 1, tzinfo=UTC)


class Machine:
    """The machine's clock, at `MACHINE` first."""

    def __init__(self) -> None:
        self.seconds = MACHINE.timestamp()

    def time(self) -> float:
        return self.seconds

    def passes(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def keeper(tmp_path: Path, machine: Machine) -> ClockKeeper:
    return ClockKeeper(tmp_path / "clock.json", machine.time)


def at(clock: Clock, machine: Machine) -> datetime:
    return datetime.fromtimestamp(clock.platform + (machine.time() - clock.machine) * clock.speed, UTC)


def test_by_default_it_is_the_machines(keeper: ClockKeeper, machine: Machine) -> None:
    # M+0    a first start
    clock = keeper.begin(None, 1.0)
    # M+10   ten seconds have passed on both
    machine.passes(10)
    assert at(clock, machine) == MACHINE + timedelta(seconds=10)


def test_it_starts_where_it_is_told_and_runs_as_fast(keeper: ClockKeeper, machine: Machine) -> None:
    # M+0    January, 60 times as fast
    clock = keeper.begin(JANUARY, 60.0)
    # M+10   ten minutes later
    machine.passes(10)
    assert at(clock, machine) == JANUARY + timedelta(minutes=10)


def test_after_a_stop_it_goes_on_where_it_stopped(keeper: ClockKeeper, machine: Machine) -> None:
    # M+0     June, far ahead of the machine
    clock = keeper.begin(JUNE, 60.0)
    # M+10    stopped at 00:10
    machine.passes(10)
    keeper.keep(clock, stopped=True)
    # M+3610  started again without a wish: no earlier than 00:10, and not later either
    machine.passes(3600)
    assert at(keeper.begin(None, 1.0), machine) == JUNE + timedelta(minutes=10)


def test_an_earlier_wish_does_not_take_it_back(keeper: ClockKeeper, machine: Machine) -> None:
    # M+0   June
    keeper.keep(keeper.begin(JUNE, 1.0), stopped=True)
    # M+0   January is wished for
    assert at(keeper.begin(JANUARY, 1.0), machine) == JUNE


def test_a_later_wish_is_followed(keeper: ClockKeeper, machine: Machine) -> None:
    keeper.keep(keeper.begin(JANUARY, 1.0), stopped=True)

    assert at(keeper.begin(JUNE, 1.0), machine) == JUNE


def test_after_kill_9_it_is_not_before_what_was_shown_last(keeper: ClockKeeper, machine: Machine) -> None:
    # M+0   June, 60 times as fast; written at M+0, and not again
    clock = keeper.begin(JUNE, 60.0)
    # M+4   the last that anybody saw is 00:04; then all is killed
    machine.passes(4)
    shown = at(clock, machine)
    # M+5   started again
    machine.passes(1)
    assert shown <= at(keeper.begin(JUNE, 60.0), machine) <= shown + timedelta(minutes=1)


def test_a_long_absence_after_kill_9_costs_a_quarter_of_a_minute(keeper: ClockKeeper, machine: Machine) -> None:
    # M+0     June, then killed at once
    keeper.begin(JUNE, 60.0)
    # M+3600  started again: 15 s may have passed unwritten, 60 times as fast
    machine.passes(3600)
    assert at(keeper.begin(None, 1.0), machine) == JUNE + timedelta(seconds=UNKEPT * 60)
