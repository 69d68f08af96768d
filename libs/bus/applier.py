"""Applies the records of a partition exactly once: one unit a batch, the position committed with the effects.

The position is a sequence; its update is the fence: when somebody else has gone on with it, the unit is lost.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec
import structlog
from pymongo import UpdateOne
from pymongo.errors import ConnectionFailure, PyMongoError

from libs.bus.handlers import Handler, Handlers
from libs.bus.letters import envelope_of, letter_of, post
from libs.bus.plan import Plan, Raw, Stalled, Step, plan
from libs.bus.record import Record, RecordAway
from libs.events import Malformed
from libs.events.trace import next_hop
from libs.store import Conflict, FenceLost, Letter, OutcomeUnknown, Store, TooLarge, Unavailable, Unit, letter_events

log = structlog.get_logger()

AHEAD = timedelta(minutes=5)
TRIES = 3
YIELD_SECONDS = 0.01
_NOT_THE_RECORDS_FAULT = (Conflict, FenceLost, Unavailable, OutcomeUnknown, ConnectionFailure)


@dataclass(slots=True)
class Place:
    """Where this process stands in one partition, as last committed. `blocked`: keys with a letter waiting."""

    next: int
    offset: int
    blocked: set[str] = field(default_factory=set)
    waiting: int = 0


Partition = tuple[str, int]
Read = tuple[Step, list[tuple[Handler, Any]], str]


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
        self.known, self.letters = known, letters
        self.places: dict[Partition, Place] = {}

    # -- ownership

    def take_over(self, topic: str, partition: int) -> Place:
        """Reads the stored position and the waiting letters: always before the first record."""
        stream = f"{topic}/{partition}"
        begin = {"$setOnInsert": {"next": 1, "offset": 0}}
        self.store.port.call("consumer.place", self.store.db.positions.update_one, {"_id": stream}, begin, upsert=True)
        stored = self.store.find("positions", {"_id": stream}, 1)[0]
        waiting = self.store.find("letters", {"stream": stream, "state": {"$nin": ["applied", "discarded"]}}, 0)
        place = Place(stored["next"], stored["offset"], {w["key"] for w in waiting if w["key"]}, len(waiting))
        self.places[topic, partition] = place
        return place

    def give_up(self, topic: str, partition: int) -> None:
        self.places.pop((topic, partition), None)

    # -- records

    def apply(self, worker: Any, topic: str, partition: int, raws: Sequence[Raw]) -> None:
        """Applies the records and commits. Raises `Stalled`, `FenceLost` or `Unavailable`; what was committed stays."""
        place = self.places[topic, partition]
        while True:
            if place.waiting >= self.letters:
                raise Stalled(f"{place.waiting} letters wait in {topic}/{partition}")
            planned = plan(self.store, self.record, topic, partition, place.next, raws)
            self._commit_steps(worker, topic, partition, place, planned)
            if planned.stalled:
                raise Stalled(planned.stalled)
            if planned.whole:
                return

    def apply_record(self, worker: Any, topic: str, partition: int) -> None:
        """Applies what the source's record holds beyond the position. Raises as `apply` does."""
        place = self.places[topic, partition]
        try:
            events, _ = self.record.events(topic, partition, place.next)
        except RecordAway as fault:
            raise Stalled(str(fault)) from fault
        steps = [Step(event.sequence + 1, place.offset, envelope=event) for event in events]
        if steps and events[0].sequence == place.next:
            self._commit_steps(worker, topic, partition, place, Plan(steps))

    def _commit_steps(self, worker: Any, topic: str, partition: int, place: Place, planned: Plan) -> None:
        if planned.steps:
            self._commit(worker, f"{topic}/{partition}", place, [self._read(step) for step in planned.steps])

    def _read(self, step: Step) -> Read:
        """The step with its events decoded; the reason when they cannot be."""
        envelope = step.envelope
        if envelope is None:
            return step, [], step.reason
        known = self.known.get(envelope.topic)
        if known is not None and envelope.type not in known:
            return step, [], f"no event {envelope.type} is published on {envelope.topic}"
        try:
            return step, [(handler, handler.read(envelope)) for handler in self.handlers.of(envelope.type)], ""
        except (msgspec.ValidationError, msgspec.DecodeError) as fault:
            return step, [], f"the data is not a {envelope.type}: {fault}"

    def _commit(self, worker: Any, stream: str, place: Place, reads: list[Read]) -> None:
        """One unit for all; when that cannot be committed, halves, down to the one that is at fault."""
        try:
            posted = self.store.run(lambda unit: self._decide(worker, unit, stream, place, reads))
        except _NOT_THE_RECORDS_FAULT:
            raise
        except (TooLarge, PyMongoError, ValueError, OverflowError, TypeError) as fault:
            if len(reads) > 1:
                half = len(reads) // 2
                self.store.count("batch_split")
                self._commit(worker, stream, place, reads[:half])
                self._commit(worker, stream, place, reads[half:])
                return
            refused: list[Read] = [(reads[0][0], [], f"its effects cannot be stored: {fault}")]
            posted = self.store.run(lambda unit: self._decide(worker, unit, stream, place, refused))
        last = reads[-1][0]
        place.next, place.offset = last.next, max(last.offset, 0)
        place.blocked |= {letter.key for letter in posted if letter.key}
        place.waiting += len(posted)

    def _decide(self, worker: Any, unit: Unit, stream: str, place: Place, reads: list[Read]) -> list[Letter]:
        unit.prefetch(pair for _, events, _ in reads for h, event in events if h.reads for pair in h.reads(event))
        posted: list[Letter] = []
        blocked = set(place.blocked)
        since = time.monotonic()
        for step, events, reason in reads:
            key = step.envelope.subject if step.envelope else ""
            behind = bool(key) and key in blocked
            why = (
                "an earlier event of its key waits" if behind else reason or self._apply_one(worker, unit, step, events)
            )
            if why:
                letter = letter_of(step, stream, unit, why, behind, self.group)
                if post(unit, letter):
                    posted.append(letter)
                if key:
                    blocked.add(key)
            if time.monotonic() - since > YIELD_SECONDS:
                time.sleep(0)  # the safety lane shares this process
                since = time.monotonic()
        last = reads[-1][0]
        fence = {"_id": stream, "next": place.next}
        unit.write_raw("positions", UpdateOne(fence, {"$set": {"next": last.next, "offset": last.offset}}))
        return posted

    def _apply_one(self, worker: Any, unit: Unit, step: Step, events: list[tuple[Handler, Any]]) -> str:
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
                unit.attempt(lambda: [getattr(worker, handler.method)(event, unit) for handler, event in events])
                return ""
            except _NOT_THE_RECORDS_FAULT:
                raise
            except Exception as raised:  # whatever a handler raises, the stream goes on
                fault = raised
                time.sleep(0.02 * turn)
        log.warning(
            "refused", type=envelope.type, subject=envelope.subject, sequence=envelope.sequence, why=repr(fault)
        )
        return f"{type(fault).__name__}: {fault}"

    # -- letters that a person has decided on

    def letters_asked_for(self) -> bool:
        """Whether a person has decided on a letter."""
        asked = {"state": {"$in": ["requested", "discarding"]}, "lane": "record"}
        return bool(self.store.find("letters", asked, 1, ordered=False))

    def settle_letters(self, worker: Any) -> int:
        """Applies or discards what was asked for, in the partitions that this process owns; then who waited behind."""
        streams = [f"{topic}/{partition}" for topic, partition in self.places]
        asked = {"state": {"$in": ["requested", "discarding"]}, "lane": "record", "stream": {"$in": streams}}
        settled = 0
        for document in sorted(self.store.find("letters", asked, 0), key=lambda d: d["place"]):
            settled += self._settle_key(worker, document["_id"], document["stream"], document["key"])
        return settled

    def _settle_key(self, worker: Any, id: str, stream: str, key: str) -> int:
        topic, partition = stream.rsplit("/", 1)
        place = self.places[topic, int(partition)]
        settled = 0
        following: str | None = id
        while following is not None:
            if not self.store.run(partial(self._settle, worker, following)):
                return settled
            settled += 1
            place.waiting -= 1
            following = self._next_behind(stream, key)
        place.blocked.discard(key)
        return settled

    def _next_behind(self, stream: str, key: str) -> str | None:
        if not key:
            return None
        behind = self.store.find("letters", {"stream": stream, "key": key, "state": "waiting"}, 0)
        return min(behind, key=lambda d: d["place"])["_id"] if behind else None

    def _settle(self, worker: Any, id: str, unit: Unit) -> bool:
        letter = unit.letters.get(id)
        if letter is None or letter.state in ("applied", "discarded"):
            return True
        _, cleared = letter_events(self.store.service)
        if letter.state == "discarding":
            unit.save(
                (
                    replace(letter, state="discarded"),
                    [cleared(time=unit.now, letter=id, how="discarded", why=letter.why)],
                )
            )
            return True
        why = self._apply_letter(worker, unit, letter)
        if why:
            unit.put(replace(letter, state="waiting", behind=False, reason=why, tries=letter.tries + 1))
            return False
        said = [] if letter.behind else [cleared(time=unit.now, letter=id, how="applied", why=letter.why)]
        unit.save((replace(letter, state="applied"), said))
        self.store.count("letter_applied")
        return True

    def _apply_letter(self, worker: Any, unit: Unit, letter: Letter) -> str:
        try:
            envelope = envelope_of(letter)
        except Malformed as fault:
            return str(fault)
        step = Step(letter.place + 1, letter.offset + 1, envelope=envelope)
        _, events, reason = self._read(step)
        return reason or self._apply_one(worker, unit, step, events)
