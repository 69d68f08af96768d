"""A lane: one consumer and the loop that hands its records, a partition at a time, to the applier.

Two lanes run in a worker: `safety` for the topics that no backlog may delay, `bulk` for the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import structlog
from kafka import ConsumerRebalanceListener, KafkaConsumer, TopicPartition
from kafka.errors import KafkaError
from pymongo.errors import ConnectionFailure

from libs.bus.applier import Applier
from libs.bus.plan import Raw, Stalled
from libs.bus.watch import Watch
from libs.store import FenceLost, OutcomeUnknown, Unavailable
from libs.store.stream import Stream, stream_events

log = structlog.get_logger()

Work = Callable[[Any], object]
PAUSE_SECONDS = 1.0
STALL_SECONDS = 10.0
LETTERS_SECONDS = 0.5
_TRY_LATER = (Unavailable, OutcomeUnknown, ConnectionFailure)


class Lane(ConsumerRebalanceListener):  # type: ignore[misc]
    """Consumes until `stop()`. `call` runs a piece of work on a worker and raises what it raises."""

    def __init__(
        self, consumer: KafkaConsumer, applier: Applier, watch: Watch, call: Callable[[Work], None], poll_ms: int
    ) -> None:
        self.consumer, self.applier, self.watch, self.call, self.poll_ms = consumer, applier, watch, call, poll_ms
        self.stopped = False
        self.joined = False
        self.beat = time.monotonic()
        self.oldest: dict[TopicPartition, float] = {}
        self._paused: dict[TopicPartition, float] = {}
        self._stalled: dict[TopicPartition, float] = {}
        self._said: set[TopicPartition] = set()
        self._heard: dict[TopicPartition, float] = {}
        self._letters_at = 0.0

    def subscribe(self, topics: Iterable[str] | None) -> None:
        """These topics; None: every topic of the platform."""
        if topics is None:
            self.consumer.subscribe(pattern=r"^chapelle\..*", listener=self)
        else:
            self.consumer.subscribe(topics=sorted(topics), listener=self)

    # -- ownership (called by the consumer within poll)

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        for place in assigned:
            self._go_to_stored(place)
        self.joined = True

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        for place in revoked:
            self.applier.give_up(place.topic, place.partition)
            for known in (self._paused, self._stalled, self._heard, self.oldest):
                known.pop(place, None)

    def _go_to_stored(self, place: TopicPartition) -> None:
        """After an assignment and after every failure: the stored position, never where the fetch stood."""
        stored = self.applier.take_over(place.topic, place.partition)
        self.consumer.seek(place, stored.offset)
        self._heard[place] = time.monotonic()

    # -- the loop

    def run(self) -> None:
        while not self.stopped:
            self.beat = time.monotonic()
            try:
                self._resume()
                found = self.applier.store.port.call("consumer.poll", self.consumer.poll, timeout_ms=self.poll_ms)
                for place, records in found.items():
                    self._take(place, records)
                self._letters()
                self._heal()
            except (*_TRY_LATER, KafkaError) as fault:
                log.warning("lane waits", why=repr(fault))
                time.sleep(PAUSE_SECONDS)
        self.consumer.close(autocommit=False, timeout_ms=2_000)

    def stop(self) -> None:
        self.stopped = True

    def lag(self) -> int:
        """Records that the broker holds beyond where this lane has read."""
        highs = ((self.consumer.highwater(place), place) for place in list(self._heard))
        places = self.applier.places
        return sum(
            max(0, high - places[place.topic, place.partition].offset)
            for high, place in highs
            if high is not None and (place.topic, place.partition) in places
        )

    def _take(self, place: TopicPartition, records: list[Any]) -> None:
        raws = [
            Raw(
                r.offset,
                r.key,
                r.value,
                tuple((name, bytes(raw or b"")) for name, raw in r.headers or ()),
                r.timestamp / 1000,
            )
            for r in records
        ]
        self._heard[place] = time.monotonic()
        if place in self._paused:
            return
        if (place.topic, place.partition) not in self.applier.places:
            self._go_to_stored(place)  # assigned while the database was away
            return
        self.oldest[place] = raws[0].at
        self._do(place, lambda worker: self.applier.apply(worker, place.topic, place.partition, raws))

    def _do(self, place: TopicPartition, work: Work) -> None:
        try:
            self.call(work)
        except Stalled as why:
            self._pause(place, str(why))
        except FenceLost as why:
            log.warning("partition taken over by another", topic=place.topic, partition=place.partition, why=str(why))
            self.applier.store.count("fence_lost")
            self._go_to_stored(place)
        except _TRY_LATER as fault:
            log.warning("database away", why=repr(fault))
            self._pause(place, "")
        else:
            self.oldest.pop(place, None)
            self._flows(place)

    # -- partitions that cannot go on

    def _pause(self, place: TopicPartition, why: str) -> None:
        now = time.monotonic()
        self._paused[place] = now + PAUSE_SECONDS
        self.consumer.pause(place)
        if not why:
            return
        self.applier.store.count("stalled")
        since = self._stalled.setdefault(place, now)
        log.warning("stalled", topic=place.topic, partition=place.partition, why=why)
        if now - since >= STALL_SECONDS and place not in self._said:
            self._said.add(place)
            self._say(place, why)

    def _resume(self) -> None:
        now = time.monotonic()
        for place in [place for place, until in self._paused.items() if until <= now]:
            del self._paused[place]
            if place in self.consumer.assignment():
                self.consumer.resume(place)
                self._go_to_stored(place)

    def _flows(self, place: TopicPartition) -> None:
        self._stalled.pop(place, None)
        if place in self._said:
            self._said.discard(place)
            self._say(place, "")

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
            if self.applier.letters_asked_for():
                self.call(self.applier.settle_letters)

    def _heal(self) -> None:
        """A partition that is silent though its source has gone on: applied from the record, and read anew."""
        for place in list(self._heard):
            at = self.applier.places.get((place.topic, place.partition))
            if at is None or place in self._paused:
                continue
            if not self.watch.behind(place.topic, place.partition, at.next, self._heard[place]):
                continue
            log.warning(
                "silent though the source has gone on", topic=place.topic, partition=place.partition, next=at.next
            )
            self.applier.store.count("silent_gap_healed")
            self._heard[place] = time.monotonic()
            self._do(place, partial(self.applier.apply_record, topic=place.topic, partition=place.partition))
            high = self.consumer.highwater(place)
            if high is not None and high < self.consumer.position(place, timeout_ms=1_000):
                self.consumer.seek_to_beginning(place)
