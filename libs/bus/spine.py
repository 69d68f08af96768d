"""The spine of a worker process: store, relay, lanes and timers, started and stopped with nameko's container."""

from __future__ import annotations

import os
import socket
import sys
import time
import uuid
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from eventlet.event import Event as Done
from kafka.errors import KafkaError
from nameko.extensions import SharedExtension
from pymongo.errors import PyMongoError

from libs.audit import Kept
from libs.bus.applier import Applier
from libs.bus.checkpoints import Checkpoints
from libs.bus.consumers import HEARD_WITHIN, make_consumer
from libs.bus.handlers import Handler, Handlers
from libs.bus.health import Health, serve_health
from libs.bus.lane import Lane, Work
from libs.bus.members import Members
from libs.bus.partitions import Partitions
from libs.bus.record import Record, RecordAway
from libs.bus.relay import Relay
from libs.bus.retention import Retention
from libs.bus.schedule import DueTimers, Every
from libs.bus.sender import Sender
from libs.bus.topics import OwnTopics
from libs.bus.waker import Waker
from libs.bus.watch import Watch
from libs.events.contracts import published_types
from libs.events.services import SERVICES
from libs.runtime.contact import Contact
from libs.runtime.keys import private_key
from libs.runtime.settings import Settings
from libs.store import NewerSchema, Store

log = structlog.get_logger()

IDLE_SECONDS = 1.0
CLEAR_SECONDS = 10.0
POLL_MS = 500
"""How long a lane without records waits before it looks at its letters and holes; records end the wait at once."""


class Spine(SharedExtension):
    """Life: entrypoints say what they hear in their `setup`; `start` connects and runs; `stop` drains and leaves."""

    calls: Any = None

    def __init__(self) -> None:
        self.handlers = Handlers()
        self.timers: dict[str, str] = {}
        self.repeated: list[tuple[str, float]] = []
        self.lanes: list[Lane] = []
        self.clocks: list[DueTimers | Every] = []
        self.threads: list[Any] = []
        self.stopping = False
        super().__init__()

    # -- what the entrypoints say

    def hear(self, handler: Handler) -> None:
        self.handlers.add(handler)

    def time(self, timer: str, method: str) -> None:
        self.timers[timer] = method

    def repeat(self, method: str, seconds: float) -> None:
        self.repeated.append((method, seconds))

    # -- life

    def start(self) -> None:
        settings: Settings = self.container.config["settings"]
        self.store: Store[Any] = Store(
            settings.mongo_uri, settings.database, settings.service, self.container.service_cls.unit,
            settings.platform_clock, self.container.config.get("port"),
        )  # fmt: skip
        own = {t for c in self.store.unit_type.collections().values() if (t := c.topic_in(settings.service))}
        reads = self.handlers.topics(True) | self.handlers.topics(False)
        self.contact = Contact.of_worker(settings, reads, {topic.name for topic in own})
        self.container.spawn_managed_thread(self.contact.run)
        try:
            self.store.set_up()
        except NewerSchema as fault:
            sys.stderr.write(f"{fault}\n")
            sys.stderr.flush()
            os._exit(1)  # nothing has begun; the driver's threads cannot be joined from here
        self.record = Record(settings.url, settings.token_file, settings.trust)
        self.watch = Watch(
            self.record, lambda: self.handlers.sources(settings.urls or SERVICES), self.handlers.hears, self._positions
        )
        self.applier = Applier(
            self.store, self.handlers, self.record, settings.service, published_types(), settings.letters_per_partition
        )
        self.applier.long_batch = settings.long_batch
        self.members = Members(self.store, f"{socket.gethostname()}:{settings.port}")
        self.members.renew()
        holder = f"{socket.gethostname()}-{uuid.uuid4().hex[:8]}"
        sender = Sender(settings.broker_access, f"{settings.service}-relay", self.store.port)
        mine = sorted(own, key=lambda t: (not t.safety, t.name))
        forgetful = settings.broker_kind == "tansu"
        topics = OwnTopics(settings.broker_access, mine, settings.replication, forgetful)
        self.relay = Relay(self.store, sender, topics, holder, settings.tail)
        self.checkpoints = self._checkpoints(settings)
        self.waker = Waker(self.store)
        self.clocks = [DueTimers(self.store, self.timers, self._call, self.members.mine)] if self.timers else []
        self.clocks += [
            Every(self.store, method, seconds, self._call, self.members.first) for method, seconds in self.repeated
        ]
        self.retention = Retention(self.store, self.members.first, self._expired)
        self.health = Health(self.store, self.relay, self.lanes, self.handlers, self.watch, self.contact)
        work = [self.waker.watch, self.members.run, self._relay, self.watch.run, *(clock.run for clock in self.clocks)]
        work += [partial(self._lane, settings, lane) for lane in self._lane_names()]
        work += [self.retention.run, *[self._clear_away] * bool(self.store.generations.projections)]
        work += [self.checkpoints.run] if self.checkpoints else []
        certificate = settings.certificate()
        work.append(lambda: serve_health(str(settings.listen), settings.port, self.health, certificate))
        self.threads = [self.container.spawn_managed_thread(run) for run in work]

    def stop(self) -> None:
        """Stops taking, finishes what is in hand, gives its leases back."""
        self.stopping = True
        if not self.threads:
            return  # asked to stop before it had begun
        if self.checkpoints:
            self.checkpoints.stop()
        for part in (*self.lanes, *self.clocks, self.retention, self.watch, self.waker, self.members, self.contact):
            part.stop()
        deadline = time.monotonic() + 2.0  # the supervisor waits 2.5 s
        while any(not thread.dead for thread in self.threads[:-1]) and time.monotonic() < deadline:
            time.sleep(0.02)
        self.threads[-1].kill()
        self.members.leave()
        self.record.close()
        self.store.close()

    # -- threads

    def _relay(self) -> None:
        while not self.stopping:
            self.waker.wake.wait(IDLE_SECONDS)
            self.waker.wake.clear()
            while self.relay.turn() and not self.stopping:
                pass
        self.relay.turn()
        if self.checkpoints:
            self.checkpoints.try_turn()  # while the lease is still ours
        self.relay.stop()

    def _checkpoints(self, settings: Settings) -> Checkpoints | None:
        """None where the settings name no folder or no keys."""
        kept, key = Kept.of(settings), settings.audit_key_file
        return Checkpoints(self.store, kept, partial(private_key, key), self.relay.holds) if kept and key else None

    def _clear_away(self) -> None:
        """What a replay has replaced is dropped when nobody reads it any more."""
        cleared = time.monotonic()
        while not self.stopping:
            time.sleep(0.2)
            if time.monotonic() > cleared + CLEAR_SECONDS:
                cleared = time.monotonic()
                try:
                    self.store.generations.clear_away()
                except PyMongoError as fault:
                    log.info("not cleared away", why=repr(fault)[:500])

    def _lane(self, settings: Settings, name: Any) -> None:
        while not self.stopping:
            try:
                within = self.container.service_cls.hears_within if name == "safety" else HEARD_WITHIN
                consumer = make_consumer(settings, name, within)
                break
            except KafkaError as fault:
                log.warning("broker away", why=repr(fault))
                time.sleep(1.0)
        else:
            return
        everything = name == "bulk" and bool(self.handlers.of_every)
        topics = None if everything else self.handlers.topics(name == "safety")
        partitions = Partitions(consumer, topics, self.members)
        lane = Lane(consumer, partitions, self.applier, self.watch, self._call, POLL_MS)
        self.lanes.append(lane)
        lane.run()

    def _lane_names(self) -> list[str]:
        bulk = bool(self.handlers.of_every) or bool(self.handlers.topics(False))
        return ["safety"] * bool(self.handlers.topics(True)) + ["bulk"] * bulk

    def _expired(self) -> dict[str, datetime]:
        """From before when the sources' events have expired, by type; of those that can be asked now."""
        found: dict[str, datetime] = {}
        for service in sorted(self.watch.services()):
            with suppress(RecordAway):
                found |= self.record.expired(service)
        return found

    def _positions(self) -> dict[str, int]:
        return {stored["_id"]: stored["next"] for stored in self.store.find("positions", {}, 0, ordered=False)}

    def _call(self, work: Work) -> None:
        """One worker call of nameko's container; raises what the work raises."""
        done = Done()

        def finished(_context: Any, result: Any, failure: Any) -> tuple[Any, Any]:
            done.send(failure)
            return result, failure

        self.container.spawn_worker(self.calls, (work,), {}, handle_result=finished)
        failure = done.wait()
        if failure is not None:
            raise failure[1]
