"""Applies the records of a partition exactly once: one unit a batch, the position committed with the effects.

The position is a sequence; its update is the fence: when somebody else has gone on with it, the unit is lost.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from pymongo.errors import ConnectionFailure

from libs.bus.doubt import Doubt
from libs.bus.handlers import Handler, Handlers
from libs.bus.letters import letter_of, post
from libs.bus.plan import Plan, Raw, Stalled, Step, plan, unbroken
from libs.bus.reading import Read, Reader
from libs.bus.record import NeverGiven, Record, RecordAway
from libs.events import service_of
from libs.events.trace import next_hop
from libs.store import Conflict, FenceLost, Letter, NewerSchema, OutcomeUnknown, Store, Unavailable, Unit
from libs.store.letter import OPEN
from libs.store.recent import Recent

log = structlog.get_logger()

AHEAD = timedelta(minutes=5)
TRIES = 3
YIELD_SECONDS = 0.002
LONG_BATCH = 50
"""Records of one unit, where the settings say nothing else."""
NOT_THE_RECORDS_FAULT = (Conflict, FenceLost, NewerSchema, Unavailable, OutcomeUnknown, ConnectionFailure)


@dataclass(slots=True)
class Place:
    """Where this process stands in one partition, as last committed. `blocked`: keys with a letter waiting.

    `owner`: the mark that this process set when it took the partition; the fence of all that it commits there.
    """

    next: int
    offset: int
    owner: str
    blocked: set[str] = field(default_factory=set)
    waiting: int = 0


Partition = tuple[str, int]


class Applier:
    """Applies batches with the methods of one worker. `known`: the types that are published, by topic."""

    def __init__(
        self,
        store: Store[Any],
        handlers: Handlers,
        record: Record,
        group: str,
        known: dict[str, set[str]],
        letters: int,
    ) -> None:
        self.store, self.handlers, self.record, self.group = store, handlers, record, group
        self.reader, self.letters = Reader(store, handlers, record, known), letters
        self.places: dict[Partition, Place] = {}
        self.doubt = Doubt(record)
        self.recent, self.long_batch = Recent(), LONG_BATCH
        self._breathed = 0.0

    # -- ownership

    def take_over(self, topic: str, partition: int) -> Place:
        """Reads the stored position and the waiting letters: always before the first record."""
        stream = f"{topic}/{partition}"
        owner = uuid.uuid4().hex
        self.recent.clear()
        begin = {"$setOnInsert": {"next": 1, "offset": 0}, "$set": {"owner": owner}}
        self.store.port.call("consumer.place", self.store.db.positions.update_one, {"_id": stream}, begin, upsert=True)
        self.store.generations.look()
        stored = self.store.find("positions", {"_id": stream}, 1)[0]
        open_ones = {"stream": stream, **OPEN}
        waiting = self.store.find("letters", open_ones, 0, fields=["key"])
        place = Place(stored["next"], stored["offset"], owner, {w["key"] for w in waiting if w["key"]}, len(waiting))
        self.places[topic, partition] = place
        return place

    def give_up(self, topic: str, partition: int) -> None:
        self.places.pop((topic, partition), None)

    # -- records

    def apply(self, worker: Any, topic: str, partition: int, raws: Sequence[Raw]) -> None:
        """Applies the records and commits. Raises `Stalled`, `FenceLost` or `Unavailable`; what was committed stays."""
        place, forged = self.places[topic, partition], dict[int, str]()
        while True:
            if place.waiting >= self.letters:
                raise Stalled(f"{place.waiting} letters wait in {topic}/{partition}")
            planned = plan(self.store, self.record, topic, partition, place.next, raws, forged)
            try:
                self._commit_steps(worker, topic, partition, place, planned)
                if planned.stalled:
                    raise Stalled(planned.stalled)
                if planned.whole:
                    return
            except NeverGiven as fault:  # it must not use up the number, which the source will give
                forged |= {raw.offset: str(fault) for raw in planned.under(fault.sequence)}
            raws = [raw for raw in raws if raw.offset >= place.offset]  # those before are done with

    def apply_together(self, worker: Any, found: Mapping[Partition, Sequence[Raw]]) -> set[Partition]:
        """Applies the records of several partitions in one unit: one commit where each would have its own.

        Returns the partitions that were applied. Where something stands in the way, of one or of the commit, nothing is
        done with it, and it is to be applied alone, which says what.
        """
        try:
            reads = {place: self.plain_reads(place, self.places[place], raws) for place, raws in found.items()}
            ready = {place: steps for place, steps in reads.items() if steps}
            if len(ready) < 2:
                return set()
            recent = self.at_hand(sum(map(len, ready.values())))
            posted = self.store.run(lambda unit: self._decide_all(worker, unit, ready), recent=recent)
        except Exception as fault:  # each is tried alone now
            log.info("not applied together", partitions=len(found), why=repr(fault)[:500])
            self.store.count("together_split")
            return set()
        for place, steps in ready.items():
            self.moved(self.places[place], steps, posted[place])
        return set(ready)

    def plain_reads(self, partition: Partition, place: Place, raws: Sequence[Raw]) -> list[Read]:
        """All steps of a partition that stands there, or none where it is not plain what they are. Raises `Stalled`."""
        if place.waiting >= self.letters:
            return []
        planned = plan(self.store, self.record, *partition, place.next, raws)
        plain = planned.whole and not planned.stalled and len(planned.units()) == 1
        return [self._read(step) for step in planned.steps] if plain else []

    def _decide_all(
        self, worker: Any, unit: Unit, ready: Mapping[Partition, list[Read]]
    ) -> dict[Partition, list[Letter]]:
        unit.prefetch(pair for reads in ready.values() for pair in _needed(reads))
        return {
            partition: self.decide(worker, unit, partition, self.places[partition], reads)
            for partition, reads in ready.items()
        }

    def apply_record(self, worker: Any, topic: str, partition: int) -> None:
        """Applies what the source's record holds beyond the position. Raises as `apply` does.

        The partition is taken over first: who has read nothing of it for so long that the record is asked may have
        lost it meanwhile, and two who ask it now and then would otherwise lose it to each other for ever.
        """
        place = self.take_over(topic, partition)
        try:
            recorded, last = self.record.events(topic, partition, place.next)
        except RecordAway as fault:
            raise Stalled(str(fault)) from fault
        events = unbroken(recorded, place.next)
        if not events and last >= place.next:
            missing = f"sequence {place.next} of {topic}/{partition}"
            raise Stalled(f"{service_of(topic)}'s record does not hold {missing}")
        steps = [Step(event.sequence + 1, place.offset, envelope=event) for event in events]
        self._commit_steps(worker, topic, partition, place, Plan(steps))

    def _commit_steps(self, worker: Any, topic: str, partition: int, place: Place, planned: Plan) -> None:
        for steps in planned.units():
            self._commit(worker, (topic, partition), place, [self._read(step) for step in steps])

    def _read(self, step: Step) -> Read:
        self.breathe()
        return self.reader.read(step)

    def breathe(self) -> None:
        """Lets others of this process have their turn now and then: the safety lane, and what is being committed."""
        if time.monotonic() > self._breathed + YIELD_SECONDS:
            time.sleep(0)
            self._breathed = time.monotonic()

    def _commit(self, worker: Any, partition: Partition, place: Place, reads: list[Read]) -> None:
        """One unit for all; when that cannot be committed, halves, down to the one that is at fault."""
        try:
            recent = self.at_hand(len(reads))
            posted = self.store.run(lambda unit: self.decide(worker, unit, partition, place, reads), recent=recent)
        except (*NOT_THE_RECORDS_FAULT, NeverGiven):
            raise
        except Exception as fault:  # whatever one record brings about, the stream goes on
            log.warning("batch not committed", stream=_stream(partition), records=len(reads), why=repr(fault)[:500])
            if len(reads) > 1:
                half = len(reads) // 2
                self.store.count("batch_split")
                self._commit(worker, partition, place, reads[:half])
                self._commit(worker, partition, place, reads[half:])
                return
            refused: list[Read] = [(reads[0][0], [], f"its effects cannot be stored: {fault}")]
            posted = self.store.run(lambda unit: self.decide(worker, unit, partition, place, refused))
        self.moved(place, reads, posted)

    def at_hand(self, records: int) -> Recent | None:
        """What is at hand is used while there is much to do; else it would mostly be old, and the database is idle."""
        if records < self.long_batch:
            self.recent.clear()
            return None
        return self.recent if self.recent.ready() else None

    def moved(self, place: Place, reads: list[Read], posted: list[Letter]) -> None:
        """Where the partition stands after a commit."""
        last = reads[-1][0]
        place.next, place.offset = last.next, max(last.offset, 0)
        place.blocked |= {letter.key for letter in posted if letter.key}
        place.waiting += len(posted)

    def decide(self, worker: Any, unit: Unit, partition: Partition, place: Place, reads: list[Read]) -> list[Letter]:
        """Applies the records to the unit, and the position's move; which letters came of them."""
        stream = _stream(partition)
        unit.prefetch(_needed(reads))
        refused: list[Letter] = []
        blocked = set(place.blocked)
        for read in reads:
            for step, why, behind in self._refused(worker, unit, read, blocked):
                refused.append(letter_of(step, stream, unit, why, behind, self.group))
                if step.envelope:
                    blocked.add(step.envelope.subject)
            self.breathe()
        posted = post(unit, refused)
        last = reads[-1][0]
        as_taken = {"_id": stream, "next": place.next, "owner": place.owner}
        unit.fence("positions", as_taken, {"$set": {"next": last.next, "offset": last.offset}})
        return posted

    def _refused(self, worker: Any, unit: Unit, read: Read, blocked: set[str]) -> Iterator[tuple[Step, str, bool]]:
        """Applies a record; what becomes a letter of it, why, and whether it only waits behind another.

        One that is refused is perhaps not what its source said: if the source's record holds another event under its
        number, that one is applied in its place, and the forgery is a letter that stands in nobody's way.
        """
        step, events, reason = read
        if step.envelope is not None and step.envelope.subject in blocked:
            yield step, "an earlier event of its key waits", True
            return
        why = reason or self.apply_one(worker, unit, step, events)
        if not why:
            return
        said = self.doubt.true_event(step)
        if said is None:
            yield step, why, False
            return
        self.store.count("forged_replaced")
        yield step._replace(envelope=None), f"not what {service_of(said.topic)} said under its number: {why}", False
        yield from self._refused(worker, unit, self.reader.read(step._replace(envelope=said, raw=None)), blocked)

    def apply_one(self, worker: Any, unit: Unit, step: Step, events: list[tuple[Handler, Any]]) -> str:
        """Applies one event by all its handlers; why it was refused, or nothing."""
        envelope = step.envelope
        if envelope is None or not events:
            return ""
        if envelope.time > unit.now + AHEAD:
            return f"it is from the future: {envelope.time.isoformat()}"
        unit.traceparent, unit.hop = envelope.traceparent, next_hop(envelope.traceparent)
        fault: Exception | None = None
        for turn in range(TRIES):
            try:
                unit.attempt(lambda: self.handlers.run(worker, events, unit))
                return ""
            except NOT_THE_RECORDS_FAULT:
                raise
            except Exception as raised:  # whatever a handler raises, the stream goes on
                fault = raised
                time.sleep(0.02 * turn)
        log.warning(
            "refused", type=envelope.type, subject=envelope.subject, sequence=envelope.sequence, event_id=envelope.id,
            trace=envelope.traceparent, why=repr(fault),
        )  # fmt: skip
        return f"{type(fault).__name__}: {fault}"


def _stream(partition: Partition) -> str:
    return f"{partition[0]}/{partition[1]}"


def _needed(reads: list[Read]) -> Iterator[tuple[type, str]]:
    """The documents that the handlers of these records say that they read."""
    return (
        pair for _, events, _ in reads for handler, event in events if handler.reads for pair in handler.reads(event)
    )
