"""Which partitions a lane reads: those that its group gives it, or, on the embedded broker, all of them.

The embedded broker serves one machine with one worker a service, and its groups do not always come back from a
rebalance. So there a lane takes every partition itself. Two such workers would both apply; the position's fence in the
database lets one of them win each time.
"""

from __future__ import annotations

import re
import time
from typing import Protocol

from kafka import ConsumerRebalanceListener, KafkaConsumer, TopicPartition

LOOK_SECONDS = 2.0


class Membership(Protocol):
    """How a lane comes by its partitions; it hears of them by `on_partitions_assigned` and `…_revoked`."""

    def begin(self, listener: ConsumerRebalanceListener) -> None: ...

    def look(self) -> bool:
        """Looks for what is new; whether there is anything to read."""
        ...


class OfGroup:
    """A member of the consumer's group: partitions are shared with the other workers of the service."""

    def __init__(self, consumer: KafkaConsumer, topics: str) -> None:
        self.consumer, self.topics = consumer, topics

    def begin(self, listener: ConsumerRebalanceListener) -> None:
        self.consumer.subscribe(pattern=self.topics, listener=listener)

    def look(self) -> bool:
        """The consumer looks for itself, when it is polled."""
        return True


class OfAll:
    """Every partition of every topic whose name matches, found by looking now and then."""

    def __init__(self, consumer: KafkaConsumer, topics: str) -> None:
        self.consumer, self.topics = consumer, re.compile(topics)
        self.places: set[TopicPartition] = set()
        self._listener: ConsumerRebalanceListener
        self._looked = float("-inf")

    def begin(self, listener: ConsumerRebalanceListener) -> None:
        self._listener = listener

    def look(self) -> bool:
        """Takes what is new. What has vanished is kept: the broker has forgotten it, and its service makes it again."""
        if time.monotonic() < self._looked + LOOK_SECONDS:
            return bool(self.places)
        named = [topic for topic in self.consumer.topics() if self.topics.fullmatch(topic)]
        found = {TopicPartition(t, p) for t in named for p in self.consumer.partitions_for_topic(t)}
        new = found - self.places
        if new:
            self.places |= new
            self.consumer.assign(sorted(self.places))
        if new or self._looked == float("-inf"):
            self._listener.on_partitions_assigned(new)
        self._looked = time.monotonic()
        return bool(self.places)
