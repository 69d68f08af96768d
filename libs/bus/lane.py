"""A lane: one consumer and the loop that hands its records, a partition at a time, to the applier.

Two lanes run in a worker: `safety` for the topics that no backlog may delay, `bulk` for the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import eventlet
import structlog
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError
from pymongo.errors import PyMongoError

from libs.bus.applier import Applier
from libs.bus.partitions import Partitions
from libs.bus.plan import Raw, Stalled
from libs.bus.row import Row
from libs.bus.settling import Settler
from libs.bus.watch import SILENT_SECONDS, Watch
from libs.store import Conflict, FenceLost, NewerSchema, OutcomeUnknown, Unavailable
from libs.store.stream import Stream, stream_events

log = structlog.get_logger()

Work = Callable[[Any], object]
Records = dict[TopicPartition, list[Any]]
POLLS = 4
"""Batches at most that are read before they are applied, those of a partition in a row."""
PAUSE_SECONDS = 1.0
STALL_SECONDS = 10.0
LETTERS_SECONDS = 1.0
_TRY_LATER = (Unavailable, OutcomeUnknown, Conflict, PyMongoError)


class Lane:
    """Consumes until `stop()`. `call` runs a piece of work on a worker and raises what it raises."""

    def __init__(
        self,
        consumer: KafkaConsumer,
        partitions: Partitions,
        applier: Applier,
        watch: Watch,
        call: Callable[[Work], None],
        poll_ms: int,
    ) -> None:
        self.consumer, self.applier, self.watch, self.call, self.poll_ms = consumer, applier, watch, call, poll_ms
        self.partitions = partitions
        self.settler, self.row = Settler(applier), Row(applier, eventlet.spawn)
        self.batch: int = consumer.config["max_poll_records"]
        self.stopped = False
        self.joined = False
        self.beat = time.monotonic()
        self.oldest: dict[TopicPartition, float] = {}
        self._paused: dict[TopicPartition, float] = {}
        self._stalled: dict[TopicPartition, float] = {}
        self._said: set[TopicPartition] = set()
        self._heard: dict[TopicPartition, float] = {}
        self._assigned = False
        self._letters_at = self._read = 0.0
        self._ahead: Records = {}

    # -- ownership (called by `partitions.look`)

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """They are taken over by the loop, which tries again for as long as the database is away."""
        for place in assigned:
            self._wait(place, 0.0)
        self._assigned = True

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        for place in revoked:
            self.applier.give_up(place.topic, place.partition)
            for known in (self._paused, self._stalled, self._heard, self.oldest, self._ahead):
                known.pop(place, None)
            self._said.discard(place)

    def _go_to_stored(self, place: TopicPartition) -> None:
        """After an assignment and after every failure: the stored position, never where the fetch stood.

        What was read before may be applied by another since: how old the rest is, is told by what is read from here on.
        """
        stored = self.applier.take_over(place.topic, place.partition)
        self.oldest.pop(place, None)
        said = {"_id": f"{place.topic}/{place.partition}", "stalled_since": {"$ne": None}}
        if self.applier.store.find("streams", said, 1):
            self._said.add(place)
        self.partitions.read(place, stored.offset)
        self._heard[place] = time.monotonic()

    # -- the loop

    def run(self) -> None:
        while not self.stopped:
            self.beat = time.monotonic()
            try:
                if not self.partitions.look(self):
                    self._resume()
                    time.sleep(self.poll_ms / 1000)
                    continue
                self._resume()
                self._take_and_read_ahead(self._ahead or self._gather(self.poll_ms))
                self._letters()
                self._heal()
            except (*_TRY_LATER, KafkaError) as fault:
                log.warning("lane waits", why=repr(fault))
                time.sleep(PAUSE_SECONDS)
        self.consumer.close(autocommit=False, timeout_ms=2_000)

    def stop(self) -> None:
        self.stopped = True

    def _poll(self, wait_ms: int) -> Records:
        found: Records = self.applier.store.port.call("consumer.poll", self.consumer.poll, timeout_ms=wait_ms)
        return found

    def _gather(self, wait_ms: int) -> Records:
        """What has come; where that is a whole batch, some more."""
        found = self._poll(wait_ms)
        last = found
        for _ in range(POLLS - 1):
            if sum(map(len, last.values())) < self.batch:
                break
            time.sleep(0)  # each takes some milliseconds, and the safety lane shares this process
            last = self._poll(0)
            for place, records in last.items():
                found.setdefault(place, []).extend(records)
        return found

    def _take_and_read_ahead(self, found: Records) -> None:
        """While the database commits, what the broker has sent meanwhile is parsed."""
        self._ahead = {}
        if not found:
            return
        ahead = eventlet.spawn(self._gather, 0)
        try:
            self._take(found)
        finally:
            self._ahead = ahead.wait()

    def _take(self, found: Records) -> None:
        """Applies what came: little of several partitions together if that goes well, else each alone."""
        taken: dict[TopicPartition, list[Raw]] = {}
        for place, records in found.items():
            self._heard[place] = self._read = time.monotonic()
            if place not in self._paused and (place.topic, place.partition) in self.applier.places:
                taken[place] = [_raw(record) for record in records]
                self.oldest[place] = taken[place][0].at
        little = sum(map(len, taken.values())) <= self.batch
        together = self._together(taken) if len(taken) > 1 and little else set()
        for place, raws in taken.items():
            if place in together:
                self.oldest.pop(place, None)
                self._flows(place)
                continue
            row = partial(self.row.apply, topic=place.topic, partition=place.partition, raws=raws, batch=self.batch)
            self._do(place, row)

    def _together(self, taken: dict[TopicPartition, list[Raw]]) -> set[TopicPartition]:
        """The partitions whose records were applied in one unit."""
        done: set[tuple[str, int]] = set()
        whole = {(place.topic, place.partition): raws for place, raws in taken.items()}
        self.call(lambda worker: done.update(self.applier.apply_together(worker, whole)))
        return {place for place in taken if (place.topic, place.partition) in done}

    def _do(self, place: TopicPartition, work: Work, flows: bool = True) -> None:
        """`flows`: when it succeeds, the partition goes on."""
        try:
            self.call(work)
        except (Stalled, NewerSchema) as why:
            self._pause(place, str(why))
        except FenceLost as why:
            log.warning("partition taken over by another", topic=place.topic, partition=place.partition, why=str(why))
            self.applier.store.count("fence_lost")
            self.partitions.members.doubt()
            self._wait(place, PAUSE_SECONDS)  # by then it is known whose it is: no two take it from each other for ever
        except _TRY_LATER as fault:
            log.warning("not now", topic=place.topic, partition=place.partition, why=repr(fault)[:500])
            self._wait(place, PAUSE_SECONDS)
        else:
            if flows:
                self.oldest.pop(place, None)
                self._flows(place)

    # -- partitions that cannot go on

    def _wait(self, place: TopicPartition, seconds: float) -> None:
        """Nothing of the partition is read until then; then it is taken over anew."""
        self._paused[place] = time.monotonic() + seconds

    def _pause(self, place: TopicPartition, why: str) -> None:
        self._wait(place, PAUSE_SECONDS)
        now = time.monotonic()
        self.applier.store.count("stalled")
        since = self._stalled.setdefault(place, now)
        log.warning("stalled", topic=place.topic, partition=place.partition, why=why)
        if now - since >= STALL_SECONDS and place not in self._said:
            self._say(place, why)
            self._said.add(place)

    def _resume(self) -> None:
        """Between polls alone: what has to wait is left, and what has waited is taken over anew."""
        now = time.monotonic()
        for place, until in list(self._paused.items()):
            self._ahead.pop(place, None)  # it was read from where the fetch stood
            self.partitions.leave(place)
            if until <= now:
                self._go_to_stored(place)
                del self._paused[place]
        self.joined = self._assigned

    def _flows(self, place: TopicPartition) -> None:
        self._stalled.pop(place, None)
        if place in self._said:
            self._say(place, "")
            self._said.discard(place)

    def _say(self, place: TopicPartition, why: str) -> None:
        """Raises, or ends, the stall as an event, so that a person is called."""
        stalled, resumed = stream_events(self.applier.store.service)
        name = f"{place.topic}/{place.partition}"

        def decide(unit: Any) -> None:
            unit.streams.get(name)
            said = stalled(time=unit.now, stream=name, reason=why) if why else resumed(time=unit.now, stream=name)
            unit.save((Stream(name, unit.now if why else None, why), [said]))

        self.applier.store.run(decide)

    # -- letters and holes that no record reveals

    def _letters(self) -> None:
        if time.monotonic() > self._letters_at + LETTERS_SECONDS:
            self._letters_at = time.monotonic()
            asked = self.settler.asked_for()
            for place in [place for place in self._heard if f"{place.topic}/{place.partition}" in asked]:
                if (place.topic, place.partition) in self.applier.places:
                    settle = partial(self.settler.settle, topic=place.topic, partition=place.partition)
                    self._do(place, settle, flows=False)

    def _heal(self) -> None:
        """A partition that is silent though its source has gone on: applied from the record, and read anew."""
        for place in list(self._heard):
            at = self.applier.places.get((place.topic, place.partition))
            if at is None or place in self._paused or place in self._ahead:
                continue
            silent = self.watch.silent(place.topic, place.partition, at.next, self._heard[place])
            if not silent or self._has_more(place):
                continue
            log.warning(
                "silent though the source has gone on", topic=place.topic, partition=place.partition, next=at.next
            )
            self.applier.store.count("silent_gap_healed")
            self._heard[place] = time.monotonic()
            self._do(place, partial(self.applier.apply_record, topic=place.topic, partition=place.partition))
            if place in self._paused:
                continue
            high, position = self.consumer.highwater(place), self.consumer.position(place, timeout_ms=1_000)
            if high is not None and position is not None and high < position:
                self.consumer.seek_to_beginning(place)

    def _has_more(self, place: TopicPartition) -> bool:
        """Whether there is something to read of a partition: it is behind, not silent."""
        high = self.consumer.highwater(place)
        if high is None:  # not looked at yet; a lane that is busy with others comes to it
            return time.monotonic() - self._read < SILENT_SECONDS
        position = self.consumer.position(place, timeout_ms=1_000)
        return position is not None and bool(position < high)  # None: who leads it cannot say now where it begins


def _raw(record: Any) -> Raw:
    return Raw(record.offset, record.key, record.value, _headers(record.headers), record.timestamp / 1000)


def _headers(given: Any) -> tuple[tuple[str, bytes], ...]:
    """The headers as the client gives them; one without a value is empty."""
    headers = tuple(given or ())
    if None in [raw for _, raw in headers]:
        return tuple((name, raw or b"") for name, raw in headers)
    return headers
