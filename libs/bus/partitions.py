"""Which partitions a lane reads: every partition of its topics, found by looking now and then.

There is no consumer group: the position's fence in the database says who has gone on with a partition, and a lane that
has nobody to wait for starts at once. `docs/decisions/no-consumer-group.md` says why, and what it costs.
"""

from __future__ import annotations

import re
import time

from kafka import ConsumerRebalanceListener, KafkaConsumer, TopicPartition

LOOK_SECONDS = 2.0
SETTLED_SECONDS = 30.0
"""After so long everybody has made their topics, and a look a `SELDOM_SECONDS` finds what a new service makes."""
SELDOM_SECONDS = 10.0


class Partitions:
    """Every partition of every topic whose whole name matches the pattern.

    Always by looking at what there is: a topic that is asked for by name is made by the embedded broker, with
    partitions of its own liking. One that does not exist yet is found when its service has made it.

    What is not to be read now is not assigned, and never paused: kafka-python 3.0.12 puts aside what it had fetched of
    a paused partition, in most cases does not take it up again, and meanwhile fetches no more of it, for ever.
    """

    def __init__(self, consumer: KafkaConsumer, topics: str) -> None:
        self.consumer, self.topics = consumer, re.compile(topics)
        self.places: set[TopicPartition] = set()
        self._read: set[TopicPartition] = set()
        self._looked = float("-inf")
        self._began = time.monotonic()

    def look(self, listener: ConsumerRebalanceListener) -> bool:
        """Finds what is new, and tells the listener; whether there is anything to read.

        What has vanished is kept: the broker has forgotten it, and its service makes it again.
        """
        settled = time.monotonic() > self._began + SETTLED_SECONDS and self.places
        if time.monotonic() < self._looked + (SELDOM_SECONDS if settled else LOOK_SECONDS):
            return bool(self.places)
        named = [topic for topic in self.consumer.topics() if self.topics.fullmatch(topic)]
        found = {TopicPartition(t, p) for t in named for p in self.consumer.partitions_for_topic(t)}
        new = found - self.places
        self.places |= new
        if new or self._looked == float("-inf"):
            listener.on_partitions_assigned(new)
        self._looked = time.monotonic()
        return bool(self.places)

    def read(self, place: TopicPartition, offset: int) -> None:
        """It is read from this offset on."""
        self._read.add(place)
        self.consumer.assign(sorted(self._read))
        self.consumer.seek(place, offset)

    def leave(self, place: TopicPartition) -> None:
        """Nothing of it is read any more, nor kept of what was."""
        self._read.discard(place)
        self.consumer.assign(sorted(self._read))
