"""The walk of an event: from a unit of the source to what the sink makes of it."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Literal

from pymongo.errors import PyMongoError

from libs.bus.applier import Applier
from libs.bus.handlers import Handler, Handlers
from libs.bus.plan import Raw, Stalled
from libs.bus.relay import Relay
from libs.bus.replay import Replay
from libs.bus.retention import Retention
from libs.bus.sender import Sender
from libs.bus.settling import Settler
from libs.bus.topics import OwnTopics
from libs.events import Envelope, Event, Topic, replace
from libs.events.trace import new_trace
from libs.runtime.clock import Clock
from libs.store import (
    Collection,
    FenceLost,
    Letter,
    OutcomeUnknown,
    Port,
    Store,
    Unavailable,
    Unit,
    partition_of,
    record_topic,
)
from libs.testing.history import Breach, check
from libs.testing.history.read import read_history
from libs.testing.history.remains import Records
from libs.testing.running import Parts, until
from libs.testing.walk.books import Heard, Projecting, SinkUnit, Tally, book
from libs.testing.walk.log import TopicLog
from libs.testing.walk.record import OutboxRecord

PARTITIONS = 2


class Walk(TopicLog):
    """`add` commits events at the source, `relay` sends them, `hear` applies them at the sink, `drain` does all."""

    def __init__(
        self, parts: Parts, port: Port | None = None, projection: bool = False, keep: timedelta | None = None
    ) -> None:
        """`projection`: what the sink has heard is one, that can be made again. `keep`: how long events are kept."""
        topic = Topic("walk", f"count-{uuid.uuid4().hex[:8]}", partitions=PARTITIONS)
        super().__init__(parts, topic)
        self.port = port or Port()

        class Counted(Event, topic=topic, key="count", keep=keep):
            count: str
            place: int
            text: str = ""

        class SourceUnit(Unit):
            tallies = Collection(Tally, topic=topic)

        self.counted: Any = Counted
        self.hears: Any = Counted
        """What the sink's next applier hears."""
        self.units: tuple[Any, Any] = (SourceUnit, Projecting if projection else SinkUnit)
        self.services = ("walk", "walker")
        self.intended: dict[str, int] = {}
        self.clock, self.keep = Clock(), keep
        self.expired: dict[tuple[int, int], Envelope] = {}
        """What those said that have expired, by partition and number."""
        self.source, self.sink = self.store(0), self.store(1)
        for store in (self.source, self.sink):
            for name in store.db.list_collection_names():
                store.db[name].delete_many({})  # of the walk before this one
            store.set_up()
        self.poison: set[str] = set()
        self.record = OutboxRecord(self.source)
        self._relay: Relay | None = None
        self.applier = self.new_applier()

    def store(self, which: int) -> Store[Any]:
        service = self.services[which]
        uri = self.parts.address(service, f"t_{service}")
        return Store(uri, f"t_{service}", service, self.units[which], self.clock, self.port)

    def restart(self) -> None:
        """What a new process does after the old one is gone; the dead relay's lease has run out."""
        if self._relay is not None:
            self._relay.sender.throw_away()
            self._relay.topics.close()
        self._relay = None
        self.source.db.relay.update_one({"_id": "lease"}, {"$unset": {"until": ""}})
        self.applier = self.new_applier()

    def spread(self, name: str, number: int) -> list[str]:
        """Keys of this name that lie in every partition in turn."""
        keys = (f"{name}-{n}" for n in itertools.count())
        return [
            next(key for key in keys if partition_of(key, PARTITIONS) == place % PARTITIONS) for place in range(number)
        ]

    # -- the source

    def add(self, keys: Sequence[str], text: str = "") -> None:
        """One unit that changes these counts and raises an event of each."""
        self.source.run(lambda unit: self.change(unit, keys, text))
        for key in keys:
            self.intended[key] = self.intended.get(key, 0) + 1

    def change(self, unit: Any, keys: Sequence[str], text: str = "") -> None:
        unit.traceparent = unit.hop = new_trace()
        unit.prefetch((Tally, key) for key in keys)
        for key in keys:
            tally = unit.tallies.get(key) or Tally(key)
            grown = replace(tally, changes=tally.changes + 1)
            unit.save((grown, [self.counted(time=unit.now, count=key, place=grown.changes, text=text)]))

    def new_relay(self) -> Relay:
        broker = self.parts.broker
        sender = Sender(broker.access, self.services[0], self.port)
        own = [self.topic, *([record_topic(self.services[0])] if self.keep else [])]
        topics = OwnTopics(broker.access, own, broker.replication, forgetful=broker.kind == "tansu")
        return Relay(self.source, sender, topics, f"relay-{uuid.uuid4().hex[:6]}")

    def relay(self) -> int:
        if self._relay is None:
            self._relay = self.new_relay()
        return self._relay.turn()

    def unsent(self) -> int:
        """Events that the watermarks in the relay's memory do not cover."""
        done = sum(self._relay.acked.values()) if self._relay else 0
        return int(sum(page["n"] for page in self.source.db.outbox.find({}, {"n": 1}))) - done

    def forward(self, by: timedelta) -> None:
        """So much time passes on the platform."""
        self.clock = replace(self.clock, platform=self.clock.platform + by.total_seconds())
        self.source.clock = self.sink.clock = self.clock

    def expire(self) -> int:
        """The source lets go of what is not to be kept any longer; of how much. Raises what a commit raises."""
        before = {(event.partition, event.sequence): event for event in self._recorded()}
        try:
            return Retention(self.source, lambda: True, dict).turn()
        finally:
            gone = ((event.partition, event.sequence) for event in self._recorded() if event.is_expired)
            self.expired |= {place: before[place] for place in gone if place not in self.expired}

    def said(self, partition: int) -> list[Envelope]:
        """What has a number, as it was when it was said."""
        events = self.record.all(self.topic.name, partition)
        return [self.expired.get((partition, event.sequence), event) for event in events]

    def _recorded(self) -> list[Envelope]:
        return [event for partition in range(PARTITIONS) for event in self.record.all(self.topic.name, partition)]

    # -- the sink

    def new_applier(self, letters: int = 1_000, sink: Store[Any] | None = None) -> Applier:
        handlers = Handlers()
        handlers.add(Handler("book", self.hears, lambda e: [(Heard, e.count)]))
        known = {self.topic.name: set(self.hears.reads)}
        return Applier(sink or self.sink, handlers, self.record, self.services[1], known, letters)

    def book(self, event: Any, unit: Any) -> None:
        if event.count in self.poison:
            raise ArithmeticError(f"{event.count} is poison")
        book(event, unit)

    def hear(self, raws: dict[tuple[str, int], list[Raw]] | None = None) -> None:
        """Applies what the topic holds, each partition from its stored position, as a lane does."""
        found = raws or self.raws()
        for topic, partition in found:
            self.applier.take_over(topic, partition)
        some = {place: records for place, records in found.items() if records}
        together = self.applier.apply_together(self, some) if len(some) > 1 else set()
        for (topic, partition), records in some.items():
            if (topic, partition) not in together:
                self.applier.apply(self, topic, partition, records)

    def hear_partition(self, partition: int) -> None:
        """Applies what one partition of the topic holds."""
        place = (self.topic.name, partition)
        self.hear({place: self.raws()[place]})

    def hear_events(self, events: Sequence[Envelope]) -> None:
        """Applies these as if they were what the topic holds of partition 0, and had their numbers from the source."""
        self.gave(max((event.sequence for event in events), default=0))
        self.hear({(self.topic.name, 0): self.as_raws(events)})

    def gave(self, last: int) -> None:
        """The source says that it has given the numbers of partition 0 up to this one."""
        self.source.db.relay.update_one(
            {"_id": f"{self.topic.name}/0"}, {"$max": {"next": last + 1}, "$setOnInsert": {"sent": 0}}, upsert=True
        )

    def as_raws(self, events: Sequence[Envelope]) -> list[Raw]:
        return [Raw(n, e.subject.encode(), e.data, tuple(e.headers()), 0.0) for n, e in enumerate(events)]

    def settle(self) -> int:
        """Settles the letters that a person has decided on; returns how many were closed."""
        settler = Settler(self.applier)
        return sum(settler.settle(self, topic, partition) for topic, partition in list(self.applier.places))

    def decide(self, letter: str, state: Literal["requested", "discarding"]) -> None:
        """What the API does when a person sends a letter again, or discards it."""
        self.sink.run(lambda unit: unit.put(replace(unit.letters.need(letter), state=state)))

    def letters(self) -> list[Letter]:
        """All letters of the sink, in the order of their places."""
        return sorted(self.sink.unit().letters.where(), key=lambda letter: letter.place)

    def let_go(self) -> int:
        """The sink lets go of what it need not keep any longer; of how much."""
        return Retention(self.sink, lambda: True, lambda: self.record.expired(self.services[0])).turn()

    # -- what others do to the topic

    def event(self, key: str, sequence: int, **other: Any) -> Envelope:
        """An event of a count as it would be published; `other`: what of the envelope is otherwise."""
        said = self.counted(time=self.source.now(), count=key, place=sequence)
        plain = Envelope(
            id=uuid.uuid4().hex, source=self.topic.source, type=self.counted.type, subject=key, time=said.time,
            sequence=sequence, topic=self.topic.name, partition=partition_of(key, PARTITIONS), data=said.encode(),
        )  # fmt: skip
        return replace(plain, **other)

    def inject(self, event: Envelope, **other: Any) -> None:
        """Writes a record beside the relay; `other`: what of the record (key, value, headers) is otherwise."""
        record = {"key": event.subject.encode(), "value": event.data, "headers": event.headers(), **other}
        self.write(event.partition, **record)
        self.flush()

    # -- what was heard, made again

    def new_replay(self, batch: int = 500, worker: Any = None) -> Replay:
        return Replay(self.sink, worker or self, self.applier.handlers, [self.services[0]], self.record, batch=batch)

    # -- the end

    def drain(self) -> None:
        """Until everything that was committed is sent and applied; passing faults are tried again."""

        def done() -> bool:
            try:
                self.relay()
                if self.unsent():
                    return False
                self.hear()
            except (Stalled, FenceLost, Unavailable, OutcomeUnknown, PyMongoError):
                return False
            return True

        until(done, "drained")

    def heard(self) -> Any:
        """The collection of what the sink has heard, in its current generation."""
        return self.sink.db[self.units[1].heard.place(self.sink.generations.look())]

    def places(self) -> dict[str, tuple[int, ...]]:
        """What the sink has heard, by count."""
        return {d["_id"]: tuple(d["places"]) for d in self.heard().find()}

    def expected(self) -> dict[str, tuple[int, ...]]:
        """What it must have heard: every committed change once, in order."""
        return {d["_id"]: tuple(range(1, d["changes"] + 1)) for d in self.source.db.tallies.find()}

    def breaches(self, log: Records | None = None, wiped: bool = False) -> list[Breach]:
        """What the history checker finds, once all is drained. `log`: what the topic holds, if it was read already."""
        effects = [(heard.id, place) for heard in self.sink.unit().heard.where() for place in heard.places]
        log = self.raws() if log is None else log
        return check(
            read_history(self.topic, self.source.db, self.sink.db, log, effects, wiped=wiped, expired=self.expired)
        )

    def close(self) -> None:
        super().close()
        if self._relay is not None:
            self._relay.stop()
        self.source.close()
        self.sink.close()
