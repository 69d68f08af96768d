"""What a worker listens to: which method handles which event, and what it reads."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from libs.events import Envelope, Event, Value, service_of, unread
from libs.store import Unit

Reads = Callable[[Any], Iterable[tuple[type, str]]]


class Handler(Value):
    """One decorated method. `event` None: it takes every event, as its envelope."""

    method: str
    event: type[Event] | None
    reads: Reads | None = None

    def read(self, envelope: Envelope) -> Any:
        """What the method is given: the newest version. Raises what `Event.decode` does for other data.

        Also `ValueError` for an event about another subject than its envelope says.
        """
        if self.event is None:
            return envelope
        event = self.event.decode(envelope.data, envelope.time, envelope.type)
        if event.key != envelope.subject:
            raise ValueError(f"it is about {event.key[:80]!r}, and its subject is {envelope.subject[:80]!r}")
        return event


@dataclass(slots=True)
class Handlers:
    """All handlers of one worker, found by the event's type: of every version that their class reads."""

    by_type: dict[str, list[Handler]] = field(default_factory=dict)
    of_every: list[Handler] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=dict)
    """By method: how many events it was given, and how many seconds it took for them."""
    _unread: dict[str, str] = field(default_factory=dict)

    def add(self, handler: Handler) -> None:
        if handler.event is None:
            self.of_every.append(handler)
            return
        for type in handler.event.reads:
            self.by_type.setdefault(type, []).append(handler)

    def of(self, type: str) -> list[Handler]:
        return self.by_type.get(type, []) + self.of_every

    def unread(self, type: str) -> str:
        """Why an event is refused of which another version is heard; empty where none is."""
        if type in self.by_type:
            return ""
        if type not in self._unread:
            self._unread[type] = unread(type, self.by_type)
        return self._unread[type]

    def run(self, worker: Any, given: Iterable[tuple[Handler, Any]], unit: Unit) -> None:
        """Gives events to methods, and notes the time that it takes. Raises what a method raises."""
        for handler, event in given:
            since = time.perf_counter()
            try:
                getattr(worker, handler.method)(event, unit)
            finally:
                spent = self.times.setdefault(handler.method, [0, 0.0])
                spent[0] += 1
                spent[1] += time.perf_counter() - since

    def sources(self, services: Iterable[str]) -> set[str]:
        """Whose events are taken; `services`: all there are."""
        return (
            set(services) if self.of_every else {service_of(topic) for topic in self.topics(True) | self.topics(False)}
        )

    def hears(self, topic: str) -> bool:
        """Whether anything is taken from a topic."""
        return bool(self.of_every) or topic in self.topics(True) or topic in self.topics(False)

    def topics(self, safety: bool) -> set[str]:
        """The topics of one lane that are listened to by name."""
        events = (handler.event for handlers in self.by_type.values() for handler in handlers)
        return {event.topic.name for event in events if event is not None and event.topic.safety is safety}
