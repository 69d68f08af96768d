"""The supervisor: keeps every process of a platform running, and stops them in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from libs.runtime.clock import Clock
from libs.runtime.clock_keeper import KEEP_EVERY, ClockKeeper
from libs.runtime.folder import DataFolder
from libs.runtime.kept import Kept
from libs.runtime.parts.child import Child
from libs.runtime.parts.tansu import Broker
from libs.runtime.progress import Progress
from libs.runtime.rotation import rotate
from libs.runtime.token_files import TokenFiles

LOOK_EVERY = 0.2
TOLD = 3
"""Deaths in a row that the terminal shows."""
BROKER_BOUND = 1_000_000_000
"""Bytes that the embedded broker may hold: it keeps every record for ever, and the services refill it."""


@dataclass(slots=True)
class Stage:
    """Processes that are stopped together: all are asked at once, and after `grace` seconds killed."""

    name: str
    grace: float
    kept: list[Kept] = field(default_factory=list)


def stages() -> list[Stage]:
    """In the order in which they stop; 9.5 s at most together."""
    return [
        Stage("simulator", 1.0),
        Stage("apis", 2.5),
        Stage("workers", 2.5),
        Stage("broker", 0.5),
        Stage("database", 3.0),
    ]


class Supervisor:
    """Everything that runs under one `chapelle up`. Its thread must live as long as the children."""

    def __init__(self, folder: DataFolder, progress: Progress, *, broker_bound: int = BROKER_BOUND) -> None:
        self.stopping = threading.Event()
        """Set by whoever wants the platform to stop, from a signal's handler too."""
        self._folder = folder
        self._progress = progress
        self._broker_bound = broker_bound
        self._stages = stages()
        self._chores: list[Chore] = []

    def add(self, stage: str, child: Child, *, started: bool = False) -> None:
        """Starts `child` (unless it is `started`) and keeps it running."""
        kept = Kept(child)
        if started:
            kept.started()
        else:
            kept.start()
        next(place for place in self._stages if place.name == stage).kept.append(kept)

    def every(self, seconds: float, do: Callable[[], None]) -> None:
        """Something to do now and then while the platform runs; a full disk lets it fail and try again."""
        self._chores.append(Chore(seconds, do))

    def housekeeping(self, clock: Clock, keeper: ClockKeeper, tokens: TokenFiles) -> None:
        """What a platform needs done while it runs."""
        self.every(KEEP_EVERY, lambda: keeper.keep(clock))
        self.every(2.0, self.write_status)
        self.every(60.0, tokens.renew)
        self.every(10.0, self._rotate)

    def bound(self, broker: Broker) -> None:
        """Recycles the embedded broker whenever it holds too much."""
        self.every(5.0, lambda: self._recycle(broker))

    @property
    def kept(self) -> list[Kept]:
        """Every process, in the order in which they stop."""
        return [kept for stage in self._stages for kept in stage.kept]

    def look(self) -> bool:
        """One round: starts again what died, does what is due, waits a moment. False: it is time to stop."""
        for kept in self.kept:
            death = kept.keep()
            if death:
                self._tell(kept, death)
        for chore in self._chores:
            chore.run_if_due()
        return not self.stopping.wait(LOOK_EVERY)

    def run(self) -> None:
        """Until someone wants it to stop."""
        while self.look():
            pass

    def stop(self) -> None:
        """Stops every process, in order; returns when none is left."""
        for stage in self._stages:
            _stop_together([kept.child for kept in stage.kept], stage.grace)

    def write_status(self) -> None:
        """What runs, for `chapelle status`."""
        self._folder.write("status.json", [kept.status() for kept in self.kept])

    def _tell(self, kept: Kept, death: str) -> None:
        """A process that ends again and again is told thrice, then its log is named, then only the log has it."""
        if kept.backoff.deaths <= TOLD:
            self._progress.warn(death)
        elif kept.backoff.deaths == TOLD + 1:
            self._progress.warn(f"{kept.child.name} keeps ending and being started again; see {kept.child.log}")
        else:
            self._progress.note("warning", death)

    def _recycle(self, broker: Broker) -> None:
        held = broker.resident_bytes
        if held > self._broker_bound:
            broker.stop()
            broker.start()
            self._progress.warn(f"the broker held {held // 1_000_000} MB and began anew; the services refill it")

    def _rotate(self) -> None:
        for log in self._folder.logs.glob("*.log"):
            rotate(log)


@dataclass(slots=True)
class Chore:
    """Something to do every so many machine seconds."""

    seconds: float
    do: Callable[[], None]
    _due: float = 0.0

    def run_if_due(self) -> None:
        """A disk that is full for a while must not end the supervisor."""
        if time.monotonic() >= self._due:
            self._due = time.monotonic() + self.seconds
            with suppress(OSError):
                self.do()


def _stop_together(children: Sequence[Child], grace: float) -> None:
    deadline = time.monotonic() + grace
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop(max(0.0, deadline - time.monotonic()))
