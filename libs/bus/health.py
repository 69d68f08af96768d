"""A worker's health and figures over HTTP: `/health/live`, `/health/ready`, `/metrics`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from socket import AF_INET, AF_INET6
from typing import Any

import eventlet
import eventlet.wsgi
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from pymongo.errors import PyMongoError

from libs.bus.handlers import Handlers
from libs.bus.lane import Lane
from libs.bus.relay import Relay
from libs.bus.watch import Behind, Place, Watch
from libs.events import service_of
from libs.runtime.certificate import Certificate
from libs.runtime.contact import Contact
from libs.store import Store, Unavailable
from libs.store.letter import OPEN

LIVE_SECONDS = 30.0
BEHIND_SECONDS = 30.0


class Health:
    """What is asked of a worker. All ages are in seconds; 0 when there is nothing old.

    The figures are the whole service's, the same at each of its workers; those named `own` are of the partitions that
    this worker reads (and of such as nobody was seen to read), and it is by them that it is ready.
    """

    def __init__(
        self, store: Store[Any], relay: Relay, lanes: list[Lane], handlers: Handlers, watch: Watch, contact: Contact
    ) -> None:
        self.store, self.relay, self.lanes, self.handlers, self.watch = store, relay, lanes, handlers, watch
        self.contact = contact
        self.registry = CollectorRegistry()
        self.gauges = {
            name: Gauge(f"chapelle_{name}", text, registry=self.registry)
            for name, text in {
                "unsent_age_seconds": "age of the oldest event that the broker has not acknowledged",
                "unapplied_age_seconds": "age of the oldest record that the service has not applied",
                "own_unapplied_age_seconds": "age of the oldest record that this worker has not applied",
                "letter_age_seconds": "age of the oldest dead letter that waits",
                "letters_waiting": "dead letters that wait",
                "lag": "events that the sources' records hold beyond the service's positions",
                "own_lag": "the same, of the partitions that this worker reads",
            }.items()
        }
        partition, method = ["topic", "partition"], ["handler"]
        self.lag = Gauge(
            "chapelle_partition_lag", "lag of the partitions that have one", partition, registry=self.registry
        )
        self.read = Gauge(
            "chapelle_partition_read", "1 for each partition that this worker reads", partition, registry=self.registry
        )
        self.given = Gauge("chapelle_handled_events", "events that a handler was given", method, registry=self.registry)
        self.spent = Gauge("chapelle_handler_seconds", "time that it took for them", method, registry=self.registry)
        self.rare = Gauge("chapelle_sometimes", "rare branches taken", ["branch"], registry=self.registry)

    def ages(self) -> dict[str, float]:
        now = time.time()
        pending = self.store.db.outbox.find_one({"pending": True}, {"stamp": 1}, sort=[("_id", 1)])
        unsent = [pending["stamp"] / 1e6] if pending else []
        unsent += [self.relay.oldest_unsent] if self.relay.oldest_unsent else []
        others = {place for lane in self.lanes for place in lane.partitions.places - lane.partitions.mine}
        behind = dict(self.watch.behind)
        own = {place: held for place, held in behind.items() if place not in others}
        unapplied = [now - at for lane in self.lanes for at in lane.oldest.values()]
        letters = self.store.find("letters", OPEN, 0, False, ["at"])
        oldest = min((letter["at"].timestamp() for letter in letters), default=0.0)
        return {
            "unsent_age_seconds": max((now - at for at in unsent), default=0.0),
            "unapplied_age_seconds": max([*unapplied, *_ages(behind)], default=0.0),
            "own_unapplied_age_seconds": max([*unapplied, *_ages(own)], default=0.0),
            "letter_age_seconds": self.store.now().timestamp() - oldest if oldest else 0.0,
            "letters_waiting": float(len(letters)),
            "lag": float(sum(held.lag for held in behind.values())),
            "own_lag": float(sum(held.lag for held in own.values())),
        }

    def live(self) -> tuple[bool, dict[str, Any]]:
        beats = [time.monotonic() - lane.beat for lane in self.lanes]
        return all(beat < LIVE_SECONDS for beat in beats), {"beats": beats}

    def ready(self) -> tuple[bool, dict[str, Any]]:
        """Let in, joined to all that it hears, caught up within a bound, and a real commit succeeds."""
        if self.contact.why:
            return False, {"refused": self.contact.why}
        try:
            self.store.commits()
            ages = self.ages()
        except (PyMongoError, Unavailable) as fault:
            return False, {"database": str(fault)}
        wanted = bool(self.handlers.by_type) or bool(self.handlers.of_every)
        joined = not wanted or (bool(self.lanes) and all(lane.joined for lane in self.lanes))
        missing = sorted(topic for lane in self.lanes for topic in lane.partitions.missing)
        if missing:
            return False, {"waits_for": [f"{topic}: {service_of(topic)} has not made it yet" for topic in missing]}
        caught_up = ages["unsent_age_seconds"] < BEHIND_SECONDS and ages["own_unapplied_age_seconds"] < BEHIND_SECONDS
        return joined and caught_up, {"joined": joined, **ages}

    def metrics(self) -> bytes:
        for name, value in self.ages().items():
            self.gauges[name].set(value)
        for branch, count in self.store.sometimes.items():
            self.rare.labels(branch).set(count)
        self.read.clear()
        for place in [place for lane in self.lanes for place in lane.partitions.mine]:
            self.read.labels(place.topic, place.partition).set(1)
        self.lag.clear()
        for (topic, partition), behind in list(self.watch.behind.items()):
            self.lag.labels(topic, partition).set(behind.lag)
        for method, (events, seconds) in list(self.handlers.times.items()):
            self.given.labels(method).set(events)
            self.spent.labels(method).set(seconds)
        return generate_latest(self.registry)


def _ages(behind: Mapping[Place, Behind]) -> list[float]:
    return [time.monotonic() - held.since for held in behind.values()]


def serve_health(address: str, port: int, health: Health, certificate: Certificate | None = None) -> None:
    """Serves until its thread is ended."""

    def answer(request: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = request["PATH_INFO"]
        if path == "/metrics":
            start("200 OK", [("content-type", "text/plain; version=0.0.4")])
            return [health.metrics()]
        if path not in ("/health/live", "/health/ready"):
            start("404 Not Found", [])
            return [b""]
        good, said = health.live() if path == "/health/live" else health.ready()
        start("200 OK" if good else "503 Service Unavailable", [("content-type", "application/json")])
        return [json.dumps({"ok": good, **said}).encode()]

    listening = eventlet.listen((address, port), family=AF_INET6 if ":" in address else AF_INET)
    if certificate:
        listening = certificate.context.wrap_socket(listening, server_side=True)
    eventlet.wsgi.server(listening, answer, log_output=False)
