"""One service, as its code declares it: the events that it tells, the events that it hears."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from typing import Any

from libs.bus.worker import handlers_of, worker_of
from libs.events import Event, Topic, service_of
from libs.runtime.topology import database_of
from libs.store import letter_events, record_expired, stream_events


@dataclass(frozen=True, slots=True)
class Owned:
    """`tells`: its events, newest versions, by type; `hears`: types by the topic that they are on, of every version
    that it reads; `hears_all`: every event of everybody, its own included. `urgent`: lives hang on it.
    """

    name: str
    tells: tuple[type[Event], ...]
    hears: dict[str, frozenset[str]]
    hears_all: bool
    urgent: bool = False

    @property
    def database(self) -> str:
        """Its own, which nobody else may use."""
        return database_of(self.name)

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Its own, by name."""
        return tuple(sorted({event.topic for event in self.tells}, key=lambda topic: topic.name))

    @property
    def heard(self) -> frozenset[str]:
        """The services that it hears by name."""
        return frozenset(map(service_of, self.hears))

    def types_on(self, topic: str) -> frozenset[str]:
        """Every type, of every version, that is on one of its topics."""
        return frozenset(type for event in self.tells if event.topic.name == topic for type in event.reads)


def owned_by(service: str, package: str = "services") -> Owned:
    """What `<package>/<service>` declares: its `events.py`, and each `@on` of its `worker.py`."""
    worker = worker_of(package, service)
    handlers = handlers_of(worker)
    hears: dict[str, set[str]] = {}
    for type, listening in handlers.by_type.items():
        for handler in listening:
            if handler.event is not None:
                hears.setdefault(handler.event.topic.name, set()).add(type)
    return Owned(
        service,
        tuple(own_events(service, package)),
        {topic: frozenset(hears[topic]) for topic in sorted(hears)},
        bool(handlers.of_every),
        worker.urgent,
    )


def answers_alone(service: str, package: str = "services") -> bool:
    """Whether the api answers some commands without the database."""
    return bool(importlib.import_module(f"{package}.{service}.api").api.away_routes)


def own_events(service: str, package: str = "services") -> list[type[Event]]:
    """Every event that a service publishes: its own, and those that the spine publishes for it."""
    declared = declared_events(f"{package}.{service}.events")
    own = [event for event in declared if event.topic.service == service]
    spine: list[Any] = [*letter_events(service), *stream_events(service), record_expired(service)]
    return sorted({event.type: event for event in [*own, *spine]}.values(), key=lambda event: event.type)


def declared_events(module: str) -> list[type[Event]]:
    """The event classes of a module; none where there is no such module."""
    if importlib.util.find_spec(module) is None:
        return []
    found = vars(importlib.import_module(module)).values()
    return [one for one in found if isinstance(one, type) and issubclass(one, Event) and one is not Event]
