"""The unit of work: what one batch of commands or records reads, decides and writes, as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from libs.events import Event, Outcome
from libs.events.chance import random_digits
from libs.store.collection import Collection, Document
from libs.store.documents import Search
from libs.store.expiry import Expiry, record_topic
from libs.store.known import Known
from libs.store.letter import Letter, letter_topic
from libs.store.slot import Place, Slot
from libs.store.stream import Stream, stream_topic
from libs.store.timers import Timer, Timers

if TYPE_CHECKING:
    from libs.store.store import Store

T = TypeVar("T")

MAX_EVENT_BYTES = 1_000_000


class Raised(NamedTuple):
    """An event of this unit, and where its trace stood."""

    event: Event
    collection: str
    data: bytes
    id: str
    traceparent: str
    hop: str


class Fence(NamedTuple):
    """An update beside the entities, of one document that must be there as `where` says (a position)."""

    collection: str
    where: Document
    change: Document


class Unit(Known):
    """Knows each document once, collects what the decisions change, and is committed whole or not at all.

    A service declares its collections on a subclass. `now` is the platform's time when the unit began. What is put
    without having been read is taken to be new; a `careful` unit, tried after a conflict, reads it first.
    """

    letters = Collection(
        Letter,
        topic=letter_topic,
        indexes=[("state", "whole", "at"), ("stream", "key", "state", "place"), ("whole", "type", "time")],
    )
    streams = Collection(Stream, topic=stream_topic)
    expiries = Collection(Expiry, topic=record_topic)
    due_timers = Collection(Timer, indexes=[("due",)])

    def __init__(self, store: Store[Any], now: datetime, careful: bool = False) -> None:
        super().__init__(store)
        self.now, self.careful = now, careful
        self.id = random_digits()
        self.traceparent = self.hop = ""
        self.by = store.service
        self.raised: list[Raised] = []
        self.fences: list[Fence] = []
        self.inserts: list[tuple[str, Document]] = []
        self.bytes = 0
        self.guarded_whole: set[str] = set()
        self._journal: list[tuple[str, str, Any, str | None]] = []

    @property
    def timers(self) -> Timers:
        """Made when it is asked for: a unit that held it would be in a ring, and wait for the collector."""
        return Timers(self, self.due_timers)

    def save(self, outcome: Outcome[Any]) -> None:
        """Keeps the entity and raises its events. An event is refused unless the entity is its key."""
        entity, events = outcome
        if not events:
            self.put(entity)
            return
        collection = self._by_entity[type(entity)]
        self._change(collection, collection.id_of(entity), entity, "save")
        topic, id = collection.topic_in(self.store.service), collection.id_of(entity)
        for event in events:
            if (event.topic is not topic and event.topic != topic) or event.key != id:
                raise TypeError(f"{type(event).__name__} {event.key!r} is not about {collection.name} {id!r}")
            data = event.encode()
            if len(data) > MAX_EVENT_BYTES:
                raise ValueError(f"{type(event).__name__} {id!r} has {len(data)} bytes; {MAX_EVENT_BYTES} at most")
            self.bytes += len(data)
            event_id, hop = random_digits(), self.hop or self.traceparent
            self.raised.append(Raised(event, collection.name, data, event_id, self.traceparent, hop))

    def put(self, entity: Any) -> Collection[Any]:
        """Keeps the entity as it is now, without an event; one that is stored just so is not written again."""
        collection = self._by_entity[type(entity)]
        slot = self._slots[collection.name].get(collection.id_of(entity))
        if slot is not None and slot.version and not slot.write and slot.value == entity:
            return collection
        self._change(collection, collection.id_of(entity), entity, "save")
        return collection

    def remove(self, entity: Any) -> None:
        collection = self._by_entity[type(entity)]
        self.load(collection, (collection.id_of(entity),))
        self._change(collection, collection.id_of(entity), None, "remove")

    def guard(self, entity: Any) -> None:
        """Writes the version of what the decision relied on, so that who changes it meanwhile conflicts."""
        collection = self._by_entity[type(entity)]
        id = collection.id_of(entity)
        slot = self._slots[collection.name].get(id)
        if slot is None or (slot.version == 0 and not slot.write):
            raise LookupError(f"{collection.name} {id!r} was not read in this unit")
        if not slot.write:
            self._change(collection, id, slot.value, "guard")

    def guard_all(self, entity: type) -> None:
        """Guards all of a kind, read now."""
        collection = self._by_entity[entity]
        self.search(Search(collection.name, {}))
        for value in self.values(collection):
            self.guard(value)
        self.guarded_whole.add(collection.name)

    def fence(self, collection: str, where: Document, change: Document) -> None:
        """Somebody else has gone on where no document is as `where` says: then nothing is written."""
        self.fences.append(Fence(collection, where, change))

    def insert(self, collection: str, document: Document) -> None:
        """A document beside the entities (idempotency key, id of a signal); one that exists is a conflict."""
        self.inserts.append((collection, document))
        self._beside.inserted(collection, document)

    def _change(self, collection: Collection[Any], id: str, value: Any, write: str) -> None:
        slots = self._slots[collection.name]
        if id not in slots and self.careful:
            self.load(collection, (id,))
        slot = slots.get(id)
        if slot is None:
            slot = slots[id] = Slot(None, 0)  # not read: taken to be new, unless it is taken back
            self._journal.append((collection.name, id, None, None))
        else:
            self._journal.append((collection.name, id, slot.value, slot.write))
        slot.value, slot.write = value, write
        self.holders.note(collection, id, value)

    # -- one decision among many

    def attempt(self, decide: Callable[[], T]) -> T:
        """Runs one decision; when it raises, nothing of it stays in the unit."""
        mark, events, size = len(self._journal), len(self.raised), self.bytes
        fences, inserts = len(self.fences), len(self.inserts)
        try:
            return decide()
        except BaseException:
            while len(self._journal) > mark:
                name, id, value, write = self._journal.pop()
                if write is None:
                    del self._slots[name][id]
                    continue
                slot = self._slots[name][id]
                slot.value, slot.write = value, write
            for name, document in self.inserts[inserts:]:
                self._beside.taken_back(name, document)
            del self.raised[events:], self.fences[fences:], self.inserts[inserts:]
            self.bytes = size
            raise

    # -- for the commit, and for a replay

    def mark(self) -> int:
        """Where `changed_since` begins."""
        return len(self._journal)

    def changed_since(self, mark: int) -> set[Place]:
        """Collection and id of all that was saved or removed since."""
        return {(name, id) for name, id, _, _ in self._journal[mark:]}

    def changed_from(self) -> Iterator[tuple[Place, Any]]:
        """All that was saved, removed or guarded, and what it was before."""
        yield from (((name, id), value) for name, id, value, _ in self._journal)

    def changed(self) -> list[tuple[Collection[Any], str, Slot]]:
        """What the commit writes: every slot with a write, except what came and went within the unit."""
        return [
            (self._collections[name], id, slot)
            for name, slots in self._slots.items()
            for id, slot in slots.items()
            if slot.write and not (slot.write == "remove" and slot.version == 0)
        ]
