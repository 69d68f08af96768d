"""Fills a generation: the record's events, a partition at a time, given to the same handlers on units of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from pymongo import DeleteOne, ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError

from libs.bus.applier import NOT_THE_RECORDS_FAULT
from libs.bus.handlers import Handler, Handlers
from libs.bus.plan import unbroken
from libs.bus.record import Record
from libs.bus.replay.letters import Passed, closed_since, in_turn, letters_of
from libs.bus.replay.progress import Period, Place, Progress
from libs.events import Envelope
from libs.store import Store, Unit
from libs.store.commit import as_fault, send_commit
from libs.store.generations import touched_of

R = TypeVar("R")

RECORD_LIMIT = 1_000
"""Events that a source gives at once at most."""

Given = tuple[Envelope, list[tuple[Handler, Any]]]
Writes = dict[str, list[Any]]


class CannotApply(Exception):
    """An event that was applied then cannot be applied now, or is not in the record: says which, where and why."""


class Filler:
    """Applies events on units that write the generation's projections alone.

    What a handler saves elsewhere is seen within its batch and dropped with it, and so are the events that it raises.
    With a period, the documents that its events have changed are noted.
    """

    def __init__(
        self,
        store: Store[Any],
        worker: Any,
        handlers: Handlers,
        record: Record,
        progress: Progress,
        period: Period | None,
        batch: int,
    ) -> None:
        self.store, self.worker, self.handlers, self.record = store, worker, handlers, record
        self.progress, self.period, self.batch = progress, period, min(batch, RECORD_LIMIT)
        self.reader = ThreadPoolExecutor(1, "record")

    def fill(self, place: Place, until: int, moment: ClientSession | None = None) -> Iterator[int]:
        """Applies what comes before the sequence `until`, and what was settled of the letters that it had passed.

        Gives the number of events of each batch. `moment`: letters are as they were then. Raises `CannotApply`,
        `FenceLost`, `RecordAway` or `Unavailable`; what was committed stays.
        """
        for events in self._events(place, until):
            next, passed = events[-1].sequence + 1, dict(place.passed)
            letters = letters_of(self.store, place.stream, place.next, next, passed, moment)
            self._apply(place, in_turn(events, letters, passed), next, passed)
            yield len(events)
        if place.passed:
            passed = dict(place.passed)
            letters = letters_of(self.store, place.stream, 0, 0, passed, moment)
            events = closed_since(passed, letters, passed)
            if passed != place.passed:
                self._apply(place, events, place.next, passed)

    def _events(self, place: Place, until: int) -> Iterator[list[Envelope]]:
        """The record's events up to there, a batch at a time; the next are asked for while these are applied."""
        first = place.next
        if first >= until:
            return
        asked = self.reader.submit(self.record.events, place.topic, place.partition, first, self.batch)
        while True:
            recorded, _ = asked.result()
            events = [event for event in unbroken(recorded, first) if event.sequence < until]
            if not events:
                raise CannotApply(f"the record does not hold sequence {first} of {place.stream}")
            first = events[-1].sequence + 1
            if first < until:
                asked = self.reader.submit(self.record.events, place.topic, place.partition, first, self.batch)
            yield events
            if first >= until:
                return

    # -- one batch

    def _apply(self, place: Place, events: Sequence[Envelope], next: int, passed: Passed) -> None:
        unit = self.store.unit()
        unit.generation = self.progress.generation
        given = [self._read(event) for event in events]
        unit.prefetch(
            pair for _, read in given for handler, event in read if handler.reads for pair in handler.reads(event)
        )
        touched: set[tuple[str, str]] = set()
        for event, read in given:
            mark = unit.mark()
            self._run(event, read, unit)
            if self.period is not None and self.period.holds(event.time):
                touched |= unit.changed_since(mark)
        self._commit(place, next, passed, _writes(unit, touched))

    def _read(self, event: Envelope) -> Given:
        try:
            return event, [(handler, handler.read(event)) for handler in self.handlers.of(event.type)]
        except (ValueError, TypeError, RecursionError) as fault:
            raise _cannot(event, fault) from fault

    def _run(self, event: Envelope, read: list[tuple[Handler, Any]], unit: Unit) -> None:
        try:
            self.handlers.run(self.worker, read, unit)
        except NOT_THE_RECORDS_FAULT:
            raise
        except Exception as fault:  # whatever a handler raises, it is said of which event
            raise _cannot(event, fault) from fault

    def _commit(self, place: Place, next: int, passed: Passed, writes: Writes) -> None:
        def within(session: ClientSession) -> None:
            self.progress.move(session, place, next, passed)
            write(self.store, session, writes)

        transaction(self.store, within)
        place.next, place.passed = next, passed


def transaction(store: Store[Any], within: Callable[[ClientSession], R]) -> R:
    """Commits what is done within, unless that has ended the transaction. Raises what a commit raises."""
    try:
        with store.session() as session:
            session.start_transaction()
            done = within(session)
            if session.in_transaction:
                send_commit(store, session)
            return done
    except PyMongoError as fault:
        raise as_fault(fault) from None


def write(store: Store[Any], session: ClientSession, writes: Mapping[str, list[Any]]) -> None:
    """One bulk write a collection."""
    for name, operations in writes.items():
        store.port.call("replay.write", store.db[name].bulk_write, operations, ordered=False, session=session)


def _writes(unit: Unit, touched: set[tuple[str, str]]) -> Writes:
    """What the unit changes in the projections: nobody else writes them, so that no version is held against another."""
    stamp = time.time_ns() // 1000
    writes: Writes = {}
    for collection, id, slot in unit.changed():
        if collection.projection:
            here: Any = DeleteOne({"_id": id})
            if slot.value is not None:
                here = ReplaceOne({"_id": id}, collection.to_document(slot.value, stamp), upsert=True)
            writes.setdefault(unit.place_of(collection), []).append(here)
    for name, id in sorted(touched):
        collection = unit.collections()[name]
        if collection.projection:
            noted = UpdateOne({"_id": id}, {"$setOnInsert": {"noted": True}}, upsert=True)
            writes.setdefault(touched_of(unit.place_of(collection)), []).append(noted)
    return writes


def _cannot(event: Envelope, fault: Exception) -> CannotApply:
    where = f"sequence {event.sequence} of {event.topic}/{event.partition}"
    return CannotApply(f"{event.type} of {event.subject}, {where}: {type(fault).__name__}: {fault}")
