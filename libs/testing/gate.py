"""A barrier at one I/O step: who comes there stops, others do what they want, and it goes on; or all meet there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from pymongo.errors import PyMongoError

from libs.store import Conflict, FenceLost, OutcomeUnknown, Unavailable
from libs.store.port import Port
from libs.testing.running import PATIENCE

_FAULTS = (FenceLost, Unavailable, OutcomeUnknown, Conflict, AssertionError, PyMongoError)

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(slots=True)
class Stop:
    """`fault`: what is raised there instead of going on."""

    reached: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)
    fault: Exception | None = None

    def wait(self) -> None:
        """Called by who is to stop."""
        self.reached.set()
        if not self.go.wait(PATIENCE):
            raise AssertionError("nobody let it go on")
        if self.fault is not None:
            raise self.fault

    def expect_reached(self) -> None:
        """Waits until somebody stands there. Raises `AssertionError` where nobody comes."""
        if not self.reached.wait(PATIENCE):
            raise AssertionError("nobody came there")


class Gate(Port):
    """The first to come to the step of `stop_at` stops before it."""

    def __init__(self) -> None:
        self._stops: dict[str, Stop] = {}

    def stop_at(self, step: str) -> Stop:
        return self._stops.setdefault(step, Stop())

    def call(self, step: str, act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        stop = self._stops.pop(step, None)
        if stop is not None:
            stop.wait()
        return act(*args, **kwargs)


class Meeting(Port):
    """The first so many that come to the step wait there for each other; who comes later goes on."""

    def __init__(self, step: str, expected: int) -> None:
        self._step, self._barrier = step, threading.Barrier(expected)
        self._places = iter(range(expected))

    def call(self, step: str, act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if step == self._step and next(self._places, None) is not None:
            self._barrier.wait(PATIENCE)
        return act(*args, **kwargs)


@dataclass(slots=True)
class Ended:
    """How it went on: what was raised, if anything."""

    fault: Exception | None = None


@contextmanager
def stopped(stop: Stop, act: Callable[[], Any]) -> Iterator[Ended]:
    """Within the block `act` stands still at the stop; at its end it has gone on and is over.

    Raises `AssertionError` where it never comes there, or does not end.
    """
    ended = Ended()

    def run() -> None:
        try:
            act()
        except _FAULTS as fault:
            ended.fault = fault

    thread = threading.Thread(target=run, name="stopped", daemon=True)
    thread.start()
    if not stop.reached.wait(PATIENCE):
        raise AssertionError(f"it never came there: {ended.fault!r}")
    try:
        yield ended
    finally:
        stop.go.set()
        thread.join(PATIENCE)
    if thread.is_alive():
        raise AssertionError("it has not ended")
