"""A service's own topics: made explicitly with their partitions, and made again when a broker was wiped."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from kafka.admin import KafkaAdminClient
from kafka.errors import InvalidPartitionsError, KafkaError, TopicAlreadyExistsError

from libs.events import Topic
from libs.runtime.broker_access import BrokerAccess

log = structlog.get_logger()


class OwnTopics:
    """Makes sure that the topics of one service exist, with their partitions.

    `replication`: on how many brokers each record is kept; topics that are there already keep what they have.
    `forgetful`: the broker keeps nothing that the record does not (the embedded one), so that a topic which it made by
    itself, with partitions of its own liking, may be made anew.
    """

    def __init__(
        self, broker: BrokerAccess, topics: Iterable[Topic], replication: int = 1, forgetful: bool = False
    ) -> None:
        self.broker, self.replication, self.forgetful = broker, replication, forgetful
        self.topics = {topic.name: topic for topic in topics}
        self._admin: KafkaAdminClient | None = None

    def ensure(self) -> set[str]:
        """Makes what is missing and returns its names; a topic that was there before and is missing was wiped.

        Raises `KafkaError` while the broker cannot be reached, or has a topic with other partitions than ours.
        """
        try:
            if self._admin is None:
                self._admin = KafkaAdminClient(**self.broker.options)
            there = {found["name"]: len(found["partitions"]) for found in self._admin.describe_topics()}
            wrong = {
                name for name, topic in self.topics.items() if there.get(name, topic.partitions) != topic.partitions
            }
            self._unmake(self._admin, wrong)
            missing = (set(self.topics) - set(there)) | wrong
            return {name for name in sorted(missing) if self._make(self._admin, self.topics[name])}
        except KafkaError:
            self.close()
            raise

    def close(self) -> None:
        if self._admin is not None:
            admin, self._admin = self._admin, None
            admin.close()

    def _unmake(self, admin: KafkaAdminClient, wrong: set[str]) -> None:
        if not wrong:
            return
        log.warning("topics with other partitions than ours", topics=sorted(wrong))
        if not self.forgetful:
            raise InvalidPartitionsError(f"{', '.join(sorted(wrong))}: other partitions than declared")
        admin.delete_topics(sorted(wrong))

    def _make(self, admin: KafkaAdminClient, topic: Topic) -> bool:
        """False: it is there, made by another, or seen by all but the broker that was asked what there is."""
        new = {"num_partitions": topic.partitions, "replication_factor": self.replication, "configs": self._copies()}
        try:
            admin.create_topics({topic.name: new})
        except TopicAlreadyExistsError:
            log.info("topic made by another", topic=topic.name)
            return False
        return True

    def _copies(self) -> dict[str, str]:
        """A record counts as kept when more than half of its copies have it."""
        return {"min.insync.replicas": str(self.replication // 2 + 1)} if self.replication > 1 else {}
