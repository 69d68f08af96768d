"""A service's own topics: made explicitly with their partitions, and made again when a broker was wiped."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from libs.events import Topic

log = structlog.get_logger()


class OwnTopics:
    """Makes sure that the topics of one service exist."""

    def __init__(self, broker: str, topics: Iterable[Topic], replication: int = 1) -> None:
        self.broker, self.replication = broker, replication
        self.topics = {topic.name: topic for topic in topics}
        self._admin: KafkaAdminClient | None = None
        self._made: set[str] = set()

    def ensure(self) -> set[str]:
        """Makes what is missing and returns its names; a topic that was there before and is missing was wiped.

        Raises `KafkaError` while the broker cannot be reached.
        """
        try:
            if self._admin is None:
                self._admin = KafkaAdminClient(bootstrap_servers=self.broker, bootstrap_timeout_ms=5_000)
            for name in sorted(set(self.topics) - set(self._admin.list_topics())):
                self._made.add(name)  # kept over a failure half-way, or nobody would learn of it
                self._make(self._admin, self.topics[name])
            made, self._made = self._made, set()
            return made
        except KafkaError:
            self.close()
            raise

    def close(self) -> None:
        if self._admin is not None:
            admin, self._admin = self._admin, None
            admin.close()

    def _make(self, admin: KafkaAdminClient, topic: Topic) -> None:
        new = {topic.name: {"num_partitions": topic.partitions, "replication_factor": self.replication}}
        try:
            admin.create_topics(new)
        except TopicAlreadyExistsError:
            log.info("topic made by another", topic=topic.name)
