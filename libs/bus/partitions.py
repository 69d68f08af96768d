"""Which partitions a lane reads: this worker's share of the partitions of its topics, found by looking now and then.

There is no consumer group: who lives is known from the database (`members.py`), the position's fence there says who has
gone on with a partition, and a lane that has nobody to wait for starts at once.
`docs/decisions/no-consumer-group.md` says why, and what it costs.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from typing import Protocol

import structlog
from kafka import KafkaConsumer, TopicPartition

from libs.bus.members import Members
from libs.bus.share import share_out

log = structlog.get_logger()

ALL_TOPICS = r"chapelle\.[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*\.v[0-9]+"
SOON_SECONDS = 0.25
"""While a topic is missing of a worker that has just begun: everybody makes theirs then."""
LOOK_SECONDS = 2.0
SETTLED_SECONDS = 30.0
"""After so long everybody has made their topics, and a look a `SELDOM_SECONDS` finds what a new service makes."""
SELDOM_SECONDS = 10.0


class Listener(Protocol):
    """Who reads them: is told, between batches, of what it has from now on and of what it has no longer."""

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None: ...

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None: ...


class Partitions:
    """Every partition of these topics (`places`), and this worker's (`mine`); None: of every topic of the platform.

    Always by looking at what there is: a topic that is asked for by name is made by the embedded broker, with
    partitions of its own liking. One that does not exist yet is found when its service has made it.

    What is not to be read now is not assigned, and never paused: kafka-python 3.0.12 puts aside what it had fetched of
    a paused partition, in most cases does not take it up again, and meanwhile fetches no more of it, for ever.
    """

    def __init__(self, consumer: KafkaConsumer, topics: Iterable[str] | None, members: Members) -> None:
        self.consumer, self.members = consumer, members
        self._named = frozenset(topics or ())
        self._pattern = re.compile("|".join(map(re.escape, sorted(self._named))) if topics is not None else ALL_TOPICS)
        self.places: set[TopicPartition] = set()
        self.mine: set[TopicPartition] = set()
        self.missing: frozenset[str] = frozenset()
        """The topics, of those named, that nobody had made at the last look."""
        self._shared: tuple[tuple[str, ...], int] = ((), 0)
        """Among whom, and how many there were to share."""
        self._read: set[TopicPartition] = set()
        self._look_at, self._said = float("-inf"), False
        self._began = time.monotonic()

    def look(self, listener: Listener) -> bool:
        """Takes and gives up what has come and gone, and tells the listener; whether there is anything to read.

        What is given up is finished, for the lane looks between batches.
        """
        self._find()
        shared = self.members.living, len(self.places)
        if shared != self._shared:
            mine = self._share(shared[0])
            gone, new = self.mine - mine, mine - self.mine
            self.mine, self._shared = mine, shared
            if gone:
                listener.on_partitions_revoked(gone)
                for place in gone:
                    self.leave(place)
            listener.on_partitions_assigned(new)
        return bool(self.mine)

    def _find(self) -> None:
        """What is new. What has vanished is kept: the broker has forgotten it, and its service makes it again."""
        if time.monotonic() < self._look_at:
            return
        named = [topic for topic in self.consumer.topics() if self._pattern.fullmatch(topic)]
        self.places |= {TopicPartition(t, p) for t in named for p in self.consumer.partitions_for_topic(t)}
        self.missing = self._named - {place.topic for place in self.places}
        self._look_at = time.monotonic() + self._until_next()

    def _until_next(self) -> float:
        if time.monotonic() < self._began + SETTLED_SECONDS:
            return SOON_SECONDS if self.missing else LOOK_SECONDS
        if self.missing and not self._said:
            log.warning("topics that nobody has made", topics=sorted(self.missing))
            self._said = True
        return SELDOM_SECONDS if self.places else LOOK_SECONDS

    def _share(self, living: Sequence[str]) -> set[TopicPartition]:
        partitions: dict[str, int] = {}
        for topic, partition in self.places:
            partitions[topic] = max(partitions.get(topic, 0), partition + 1)
        owners = {topic: share_out(living, topic, number) for topic, number in partitions.items()}
        return {place for place in self.places if owners[place.topic][place.partition] == self.members.name}

    def read(self, place: TopicPartition, offset: int) -> None:
        """It is read from this offset on."""
        self._read.add(place)
        self.consumer.assign(sorted(self._read))
        self.consumer.seek(place, offset)

    def leave(self, place: TopicPartition) -> None:
        """Nothing of it is read any more, nor kept of what was."""
        self._read.discard(place)
        self.consumer.assign(sorted(self._read))
