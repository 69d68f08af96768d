"""The relay: takes a service's committed events to the broker, in order, as often as it takes.

A turn holds the lease, numbers what was committed, sends what is numbered and not yet acknowledged, and moves the
watermark of each partition. The change stream only wakes it; what to send is read from the outbox itself.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from kafka.errors import KafkaError
from pymongo import ASCENDING, UpdateOne
from pymongo.errors import PyMongoError

from libs.bus.counters import read_counters
from libs.bus.lease import LEASE_SECONDS, Lease
from libs.bus.numbering import Partition, counter_id, number_pages
from libs.bus.sender import Sender
from libs.bus.topics import OwnTopics
from libs.events import Envelope
from libs.store import FenceLost, OutcomeUnknown, Store, Unavailable, envelopes
from libs.store.pages import PAGE_EVENTS, Page

log = structlog.get_logger()

WATERMARK_SECONDS = 0.25
TOPICS_SECONDS = 2.0
ASK_SECONDS = 0.5
"""How often who has not the lease asks for it, however often it is woken."""
TAIL = 1_000
"""Events a partition that are sent again to a broker that was wiped, where the settings say nothing else."""
SEND_EVENTS = 500
SEND_BYTES = 4_000_000
"""Events and bytes a partition and round, when older ones must be sent first."""


class Relay:
    """One service's relay. `turn()` does one round; whoever runs it waits for the waker between rounds."""

    def __init__(self, store: Store[Any], sender: Sender, topics: OwnTopics, holder: str, tail: int = TAIL) -> None:
        self.store, self.sender, self.topics, self.tail = store, sender, topics, tail
        self.lease = Lease(store, holder)
        self.next: dict[Partition, int] = {}
        self.links: dict[Partition, bytes] = {}
        self.acked: dict[Partition, int] = {}
        self.saved: dict[Partition, int] = {}
        self.oldest_unsent: float | None = None
        self._held_until = self._watermarks_at = self._topics_at = self._ask_at = float("-inf")
        self._fresh: list[Page] = []
        self._behind = False
        self._refusing: set[Partition] = set()
        """Partitions that did not take all that they were sent last. They are sent one event, until they take it."""

    def turn(self) -> int:
        """One round; returns how many events were acknowledged. Never raises for what passes by itself."""
        try:
            if not self._hold() or not self._topics_are_there():
                return 0
            self._number()
            return self._send()
        except FenceLost as fault:
            log.warning("another relay has taken over", why=str(fault))
            self.store.count("fence_lost")
            self._forget()
        except (PyMongoError, KafkaError, OutcomeUnknown, Unavailable) as fault:
            log.warning("relay waits", why=repr(fault))
            self._forget()
        return 0

    def stop(self) -> None:
        """Keeps the watermarks, gives the lease back, ends the producer."""
        try:
            if self._held_until > time.monotonic():
                self._save_watermarks()
                self.lease.release()
        except (PyMongoError, FenceLost) as fault:
            log.warning("lease not given back", why=repr(fault))
        self.sender.throw_away()
        self.topics.close()

    def holds(self) -> int:
        """The epoch of its lease; 0 while it has none."""
        return self.lease.epoch if self._held_until > time.monotonic() else 0

    # -- one round

    def _hold(self) -> bool:
        now = time.monotonic()
        if now < self._held_until - LEASE_SECONDS * 0.6:
            return True
        if now < self._ask_at:
            return False
        before = self.lease.epoch
        if not self.lease.take():
            self._ask_at = now + ASK_SECONDS
            self.oldest_unsent = None  # what waits is another's to send, and to say
            self._forget()
            return False
        self._held_until = now + LEASE_SECONDS
        if self.lease.epoch != before:
            self._load()
        return True

    def _load(self) -> None:
        """Counters of every partition, made on first sight; what was numbered and not acknowledged is sent again."""
        counters = read_counters(
            self.store, [(t.name, p) for t in self.topics.topics.values() for p in range(t.partitions)]
        )
        self.acked = {place: counter.sent for place, counter in counters.items()}
        self.next = {place: counter.next for place, counter in counters.items()}
        self.links = {place: counter.link for place, counter in counters.items()}
        self.saved = dict(self.acked)
        self.oldest_unsent = min((page["stamp"] / 1e6 for page in self._unsent()), default=None)

    def _topics_are_there(self) -> bool:
        now = time.monotonic()
        if now < self._topics_at + TOPICS_SECONDS:
            return True
        wiped = self.store.port.call("relay.topics", self.topics.ensure)
        self._topics_at = now
        if again := {place for place, sent in self.acked.items() if place[0] in wiped and sent}:
            self.sender.begin_anew(again)
            self._send_tail_again(again)
        return True

    def _send_tail_again(self, forgotten: set[Partition]) -> None:
        """What the broker may have held unread goes to it again, with the same numbers; the rest is in the record."""
        log.warning("the broker has forgotten", topics=sorted({topic for topic, _ in forgotten}))
        self.store.count("broker_wiped")
        for place in forgotten:
            self.acked[place] = max(0, self.acked[place] - self.tail)

    def _number(self) -> None:
        self._behind = any(acked + 1 < self.next[place] for place, acked in self.acked.items())
        self._fresh = number_pages(self.store, self.lease, self.next, self.links)
        for page in self._fresh:
            place = page["topic"], page["partition"]
            self.next[place], self.links[place] = page["first"] + page["n"], page["link"]

    def _send(self) -> int:
        pages = self._unsent() if self._behind else self._fresh
        self._behind, self._fresh = False, []
        if not pages:
            self.oldest_unsent = None
            self._save_watermarks_now_and_then()
            return 0
        self.oldest_unsent = min(page["stamp"] for page in pages) / 1e6
        events: dict[Partition, list[Envelope]] = {}
        for page in pages:
            place = page["topic"], page["partition"]
            events.setdefault(place, []).extend(envelopes(page, self.acked[place]))
        refusing = {place: events.pop(place)[:1] for place in self._refusing & set(events)}
        done, whole = self._take(events)
        more, whole_too = self._take(refusing)  # by themselves: a round in which one fails is bad for all
        done, whole = done + more, whole and whole_too
        if forgotten := self.sender.forgotten:
            self.sender.forgotten = set()
            self._send_tail_again(forgotten)
        self._save_watermarks_now_and_then()
        if refusing or not whole:
            self._watermarks_at = float("-inf")  # what goes after a failure is marked at once: nobody sends it again
        if not whole:
            self._topics_at = float("-inf")  # perhaps the broker has forgotten: look before sending again
            time.sleep(0.2)
        return done

    def _take(self, events: Mapping[Partition, Sequence[Envelope]]) -> tuple[int, bool]:
        """Sends; how many events were acknowledged, and whether all were."""
        if not events:
            return 0, True
        before = sum(self.acked.values())
        acknowledged = self.sender.send([event for here in events.values() for event in here])
        for place, sequence in acknowledged.items():
            self.acked[place] = max(self.acked[place], sequence)
        failed = {place for place, here in events.items() if here[-1].sequence > acknowledged.get(place, 0)}
        self._refusing = self._refusing - set(events) | failed
        return sum(self.acked.values()) - before, not failed

    def _unsent(self) -> list[Page]:
        """Numbered pages above the watermarks, in order, a bounded number of them."""
        pages: list[Page] = []
        for (topic, partition), acked in self.acked.items():
            if acked + 1 >= self.next[topic, partition]:
                continue
            here = {"topic": topic, "partition": partition, "first": {"$gt": acked - PAGE_EVENTS}}
            size = weight = 0
            for page in self.store.db.outbox.find(here).sort("first", ASCENDING):
                if page["first"] + page["n"] > acked + 1:
                    pages.append(page)
                    size += page["n"]
                    weight += sum(len(event["data"]) for event in page["events"])
                if size >= SEND_EVENTS or weight >= SEND_BYTES:
                    break
        return pages

    # -- watermarks

    def _save_watermarks_now_and_then(self) -> None:
        if time.monotonic() > self._watermarks_at + WATERMARK_SECONDS:
            self._save_watermarks()

    def _save_watermarks(self) -> None:
        """A watermark that is lost only means that what is above it is sent again, with the same numbers."""
        self._watermarks_at = time.monotonic()
        moved = {place: acked for place, acked in self.acked.items() if self.saved.get(place) != acked}
        if not moved:
            return
        updates = [UpdateOne({"_id": counter_id(*place)}, {"$set": {"sent": acked}}) for place, acked in moved.items()]
        self.store.port.call("relay.watermark", self.store.db.relay.bulk_write, updates, ordered=False)
        self.saved.update(moved)

    def _forget(self) -> None:
        """Owns nothing until the lease is taken and everything read again."""
        self._held_until = self._topics_at = float("-inf")
        self.lease.epoch = 0
