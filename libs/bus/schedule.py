"""Time in a worker: durable timers of the platform's clock, and what is done every so often by the machine's."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from libs.events.trace import new_trace
from libs.store import Conflict, OutcomeUnknown, Store, Timer, Unavailable
from libs.store.stream import Stream, stream_events

log = structlog.get_logger()

LOOK_SECONDS = 0.2
AGAIN_SECONDS = 5.0

Call = Callable[[Callable[[Any], object]], None]


class DueTimers:
    """Fires the timers that are due, each once: it is removed in the unit that its handler decides in.

    `mine`: whether a timer's id is this worker's; several would only get into each other's way.
    """

    def __init__(self, store: Store[Any], methods: Mapping[str, str], call: Call, mine: Callable[[str], bool]) -> None:
        self.store, self.methods, self.call, self.mine = store, methods, call, mine
        self.stopped = False
        self._later: dict[str, float] = {}

    def run(self) -> None:
        while not self.stopped:
            try:
                self.fire()
            except (PyMongoError, Unavailable, OutcomeUnknown, Conflict) as fault:
                log.warning("timers wait", why=repr(fault))
                time.sleep(1.0)
            time.sleep(LOOK_SECONDS)

    def fire(self) -> int:
        """Fires what is due now, the earliest first; returns how many."""
        due = list(self.store.db.due_timers.find({"due": {"$lte": self.store.now()}}).sort("due", 1).limit(500))
        self._forget({found["_id"] for found in due})
        fired = 0
        for found in due:
            if self._later.get(found["_id"], 0.0) > time.monotonic() or not self.mine(found["_id"]):
                continue
            fired += self._fire(found["_id"], found["name"])
        return fired

    def _fire(self, id: str, name: str) -> bool:
        try:
            self.call(lambda worker: self.store.run(lambda unit: self._decide(worker, unit, id, name)))
        except (PyMongoError, Unavailable, OutcomeUnknown, Conflict):
            raise
        except Exception as fault:  # whatever a handler raises, the other timers go on
            log.error("timer failed", timer=id, why=repr(fault))
            if id not in self._later:
                self._say(id, f"{type(fault).__name__}: {fault}")
            self._later[id] = time.monotonic() + AGAIN_SECONDS
            return False
        if self._later.pop(id, None) is not None:
            self._say(id, "")
        return True

    def _forget(self, due: set[str]) -> None:
        """Of those that failed here, who is no longer due: another fired, moved or cancelled them."""
        for id in self._later.keys() - due:
            del self._later[id]
            self._say(id, "")

    def _decide(self, worker: Any, unit: Any, id: str, name: str) -> None:
        timer: Timer | None = unit.due_timers.get(id)
        if timer is None or timer.due > unit.now:
            return  # moved or cancelled meanwhile
        unit.remove(timer)
        unit.traceparent = unit.hop = new_trace()
        getattr(worker, self.methods[name])(timer, unit)

    def _say(self, id: str, why: str) -> None:
        stalled, resumed = stream_events(self.store.service)
        stream = f"timer:{id}"

        def decide(unit: Any) -> None:
            unit.streams.get(stream)
            said = stalled(time=unit.now, stream=stream, reason=why) if why else resumed(time=unit.now, stream=stream)
            unit.save((Stream(stream, unit.now if why else None, why), [said]))

        self.store.run(decide)

    def stop(self) -> None:
        self.stopped = True


class Every:
    """Runs one method in a unit every so many machine seconds, from the start on, in the worker that is the `first`."""

    def __init__(self, store: Store[Any], method: str, seconds: float, call: Call, first: Callable[[], bool]) -> None:
        self.store, self.method, self.seconds, self.call, self.first = store, method, seconds, call, first
        self.stopped = False

    def run(self) -> None:
        due = time.monotonic()
        while not self.stopped:
            if time.monotonic() < due or not self.first():
                time.sleep(LOOK_SECONDS)
                continue
            due = time.monotonic() + self.seconds
            try:
                self.call(lambda worker: self.store.run(lambda unit: self._decide(worker, unit)))
            except Exception as fault:  # a device that cannot be read now is read next time
                log.warning("not done this time", method=self.method, why=repr(fault))

    def _decide(self, worker: Any, unit: Any) -> None:
        unit.traceparent = unit.hop = new_trace()
        getattr(worker, self.method)(unit)

    def stop(self) -> None:
        self.stopped = True
