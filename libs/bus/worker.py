"""What a service's `worker.py` is made of: `Worker`, `@on`, `@on_every_event`, `@due`, `@every`."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from nameko.extensions import Entrypoint, register_entrypoint

from libs.bus.consumers import HEARD_WITHIN
from libs.bus.handlers import Handler, Handlers, Reads
from libs.bus.lane import Work
from libs.bus.plan import Stalled
from libs.bus.spine import Spine
from libs.events import Event
from libs.store import Conflict, FenceLost, NewerSchema, OutcomeUnknown, Unavailable, Unit

M = TypeVar("M", bound=Callable[..., Any])


class Heard(Entrypoint):
    """A method that takes events of one class, or (None) every event as its envelope."""

    spine = Spine()

    def __init__(self, event: type[Event] | None, reads: Reads | None = None) -> None:
        self.event, self.reads = event, reads
        super().__init__()

    def setup(self) -> None:
        self.spine.hear(Handler(self.method_name, self.event, self.reads))


class Due(Entrypoint):
    """A method that takes the durable timers of one name."""

    spine = Spine()

    def __init__(self, timer: str) -> None:
        self.timer = timer
        super().__init__()

    def setup(self) -> None:
        self.spine.time(self.timer, self.method_name)


class Regularly(Entrypoint):
    """A method that runs every so many machine seconds."""

    spine = Spine()

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__()

    def setup(self) -> None:
        self.spine.repeat(self.method_name, self.seconds)


class Calls(Entrypoint):
    """One worker call a batch: pieces of the spine's own work, run on a worker of the container."""

    spine = Spine()

    def setup(self) -> None:
        self.spine.calls = self

    @classmethod
    def mark(cls, method: M) -> M:
        expected = (Stalled, FenceLost, NewerSchema, Unavailable, OutcomeUnknown, Conflict)
        register_entrypoint(method, cls(expected_exceptions=expected))
        return method


def on(event: type[Event], reads: Reads | None = None) -> Callable[[M], M]:
    """The method is applied once to each such event: `(self, event, unit)`. `reads`: documents to fetch for a batch."""
    return _marked_by(Heard, event, reads)


def on_every_event(method: M) -> M:
    """The method takes every event of the platform, as `(self, envelope, unit)`."""
    return _marked_by(Heard, None)(method)


def due(timer: str) -> Callable[[M], M]:
    """The method takes `unit.timers` of this name when they are due: `(self, timer, unit)`."""
    return _marked_by(Due, timer)


def every(seconds: float) -> Callable[[M], M]:
    """The method runs every so many machine seconds: `(self, unit)`. For reading devices."""
    return _marked_by(Regularly, seconds)


def worker_of(package: str, service: str) -> type[Worker]:
    """The one subclass of `Worker` in `<package>/<service>/worker.py`."""
    module = importlib.import_module(f"{package}.{service}.worker")
    found = [cls for _, cls in inspect.getmembers(module, inspect.isclass) if cls.__module__ == module.__name__]
    return next(cls for cls in found if issubclass(cls, Worker))


def handlers_of(worker: type[Worker]) -> Handlers:
    """What a worker hears, without a container that runs it."""
    handlers = Handlers()
    for name, method in inspect.getmembers(worker, inspect.isfunction):
        for entrypoint in getattr(method, "nameko_entrypoints", ()):
            if isinstance(entrypoint, Heard):
                handlers.add(Handler(name, entrypoint.event, entrypoint.reads))
    return handlers


def _marked_by(entrypoint: Any, *args: Any) -> Callable[[M], M]:
    def mark(method: M) -> M:
        register_entrypoint(method, entrypoint(*args))
        return method

    return mark


class Worker:
    """A service's reactions. `name`: the service; `unit`: its unit of work.

    `urgent`: lives hang on it, so that it goes before others where processors are short. `hears_within`: seconds that
    what is said on the safety lane may wait to be looked for, where the broker does not wake who waits for it.
    """

    name: ClassVar[str]
    unit: ClassVar[type[Unit]]
    urgent: ClassVar[bool] = False
    hears_within: ClassVar[float] = HEARD_WITHIN

    @Calls.mark
    def call(self, work: Work) -> None:
        """Runs a piece of work with this worker's methods."""
        work(self)
