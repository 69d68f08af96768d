"""A process that is kept: found dead, started again after a while, for ever. Time is turned by hand."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from libs.runtime.backoff import Backoff
from libs.runtime.kept import Kept
from libs.runtime.parts.child import Child

SLEEPS = [sys.executable, "-c", "import signal; signal.pause()"]


class Turned:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Turned:
    return Turned()


def test_one_that_dies_is_started_again_after_a_while(tmp_path: Path, clock: Turned) -> None:
    kept = Kept(Child("sleeper", SLEEPS, tmp_path / "sleeper.log"), now=clock)
    try:
        #  100.0  it runs
        kept.start()
        assert kept.keep() is None
        first = kept.child.pid
        #  101.0  it is killed, and found dead
        clock.seconds = 101.0
        assert first is not None
        os.kill(first, signal.SIGKILL)
        kept.child.wait()
        assert kept.keep() == "sleeper was ended by SIGKILL; starting it again in 0.2 s"
        #  101.1  not yet
        clock.seconds = 101.1
        assert kept.keep() is None
        assert kept.restarts == 0
        #  101.3  it runs again
        clock.seconds = 101.3
        assert kept.keep() is None
        assert kept.child.pid != first
        assert kept.restarts == 1
    finally:
        kept.child.kill()


def test_one_that_ends_by_itself_says_how(tmp_path: Path, clock: Turned) -> None:
    kept = Kept(Child("ender", [sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "ender.log"), now=clock)
    kept.start()
    kept.child.wait()

    assert kept.keep() == "ender ended with code 3; starting it again in 0.2 s"


def test_who_dies_again_and_again_is_waited_for_longer_but_never_more_than_5_s() -> None:
    backoff = Backoff()

    assert [backoff.after(lived=0.1) for _ in range(7)] == [0.2, 0.5, 1.0, 2.0, 5.0, 5.0, 5.0]


def test_who_lived_half_a_minute_begins_anew() -> None:
    backoff = Backoff()
    for _ in range(5):
        backoff.after(lived=0.1)

    assert backoff.after(lived=30.0) == 0.2
