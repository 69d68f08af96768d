"""The topic of a walk, as anybody may read it, write to it, and make the broker forget it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient

from libs.bus.plan import Raw
from libs.bus.topics import OwnTopics
from libs.events import Topic, read_envelope
from libs.testing.history.remains import place_in_data
from libs.testing.running import Parts, until


class TopicLog:
    """One topic on the broker of some parts. Clients are made when they are needed."""

    def __init__(self, parts: Parts, topic: Topic) -> None:
        self.parts, self.topic = parts, topic
        self._reader: KafkaConsumer | None = None
        self._producer: KafkaProducer | None = None
        self._written: deque[Any] = deque()
        self._admin: KafkaAdminClient | None = None

    def raws(self) -> dict[tuple[str, int], list[Raw]]:
        """Every record of the topic, from the beginning."""
        consumer = self._reader = self._reader or KafkaConsumer(
            bootstrap_servers=self.parts.broker.address, enable_auto_commit=False,
            enable_incremental_fetch_sessions=False, auto_offset_reset="earliest",
            fetch_max_wait_ms=20, allow_auto_create_topics=False, metrics_enabled=False,
        )  # fmt: skip
        places = [TopicPartition(self.topic.name, partition) for partition in range(self.topic.partitions)]
        consumer.unsubscribe()
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        found: dict[tuple[str, int], list[Raw]] = {(p.topic, p.partition): [] for p in places}
        while not all(_at_the_end(consumer, place) for place in places):
            for place, records in consumer.poll(timeout_ms=50).items():
                found[place.topic, place.partition] += [
                    Raw(r.offset, r.key, r.value, tuple(r.headers), r.timestamp / 1000) for r in records
                ]
        return found

    def published(self, partition: int) -> list[tuple[str, int, int]]:
        """What a partition of the topic holds, in its order: key, place, number."""
        raws = self.raws()[self.topic.name, partition]
        read = [read_envelope(self.topic.name, partition, raw.key, raw.value, raw.headers) for raw in raws]
        return [(event.subject, place_in_data(event), event.sequence) for event in read]

    def write(
        self, partition: int, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes]]
    ) -> None:
        """Writes any record to the topic; it is there after `flush`."""
        self._producer = self._producer or KafkaProducer(
            bootstrap_servers=self.parts.broker.address, allow_auto_create_topics=False, metrics_enabled=False,
            max_request_size=1_500_000, linger_ms=5,
        )  # fmt: skip
        sent = self._producer.send(self.topic.name, partition=partition, key=key, value=value, headers=list(headers))
        self._written.append(sent)

    def flush(self) -> None:
        """Until the broker has all that was written. Raises what kept it from that."""
        while self._written:
            self._written.popleft().get(timeout=30)

    def wipe(self, made_again: bool) -> None:
        """The broker forgets the topic. `made_again`: it is there at once, empty, as if it had never held anything."""
        self.forget_topic()
        if made_again:
            own = OwnTopics(self.parts.broker.access, [self.topic], forgetful=True)

            def made() -> bool:
                own.ensure()
                return self._partitions() == self.topic.partitions

            with closing(own):
                until(made, "the topic is there again, as it was declared")

    def topic_is_there(self) -> bool:
        return self._partitions() > 0

    def _partitions(self) -> int:
        """Asked without naming the topic, which makes it on the embedded broker."""
        found = self._admin_client().describe_topics()
        return next((len(topic["partitions"]) for topic in found if topic["name"] == self.topic.name), 0)

    def forget_topic(self) -> None:
        """Asked as often as it takes: the embedded broker makes it again for whoever asks for it by name."""

        def gone() -> bool:
            if self.topic_is_there():
                self._admin_client().delete_topics([self.topic.name])
                return False
            return True

        until(gone, "the topic is gone")

    def _admin_client(self) -> KafkaAdminClient:
        self._admin = self._admin or KafkaAdminClient(
            bootstrap_servers=self.parts.broker.address, bootstrap_timeout_ms=5_000
        )
        return self._admin

    def close(self) -> None:
        if self._producer is not None:
            self._producer.close(timeout=1)
        if self._reader is not None:
            self._reader.close(autocommit=False)
        if self._admin is not None:
            self._admin.close()


def _at_the_end(consumer: KafkaConsumer, place: TopicPartition) -> bool:
    """Whether all that the broker holds of a partition was read; its high-water mark comes with the first fetch."""
    high = consumer.highwater(place)
    return high is not None and consumer.position(place) >= high
