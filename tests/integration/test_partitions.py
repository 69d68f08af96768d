"""A partition that waited is read again from where it stood, whatever had been fetched of it before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from kafka import ConsumerRebalanceListener, KafkaConsumer, TopicPartition

from libs.bus.partitions import Partitions
from libs.testing.running import until
from libs.testing.walk import Walk


class Nobody(ConsumerRebalanceListener):  # type: ignore[misc]
    """Is told of partitions, and does nothing."""

    def on_partitions_assigned(self, assigned: object) -> None:
        """Nothing to do."""

    def on_partitions_revoked(self, revoked: object) -> None:
        """Nothing to do."""


@pytest.fixture
def consumer(walk: Walk) -> Iterator[KafkaConsumer]:
    """It takes one record at a time out of the many that it fetched."""
    consumer = KafkaConsumer(
        bootstrap_servers=walk.parts.broker.address, group_id=None, enable_auto_commit=False, max_poll_records=1,
        auto_offset_reset="earliest", fetch_max_wait_ms=50, allow_auto_create_topics=False, metrics_enabled=False,
    )  # fmt: skip
    yield consumer
    consumer.close(autocommit=False)


def test_it_waits_in_the_middle_of_what_was_fetched(walk: Walk, consumer: KafkaConsumer) -> None:
    a, b = walk.spread("k", 2)
    for _ in range(20):
        walk.add([a, b])
    until(lambda: walk.relay() == 0 and walk.unsent() == 0, "sent")
    partitions = Partitions(consumer, walk.topic.name)
    until(lambda: partitions.look(Nobody()), "found")
    waiting, other = (TopicPartition(walk.topic.name, partition) for partition in (0, 1))
    seen: dict[TopicPartition, list[int]] = {waiting: [], other: []}

    def read(place: TopicPartition, records: int) -> bool:
        for found, fetched in consumer.poll(timeout_ms=100).items():
            seen[found] += [record.offset for record in fetched]
        return len(seen[place]) >= records

    partitions.read(waiting, 0)
    until(lambda: read(waiting, 5), "five of twenty")
    partitions.read(other, 0)
    partitions.leave(waiting)
    until(lambda: read(other, 20), "the other goes on")
    assert seen[waiting] == list(range(5))
    partitions.read(waiting, 5)
    until(lambda: read(waiting, 20), "and now the one that waited")
    assert seen == {waiting: list(range(20)), other: list(range(20))}
    partitions.leave(waiting)
    partitions.leave(other)
    assert consumer.poll(timeout_ms=100) == {}
    partitions.read(waiting, 19)
    until(lambda: read(waiting, 21), "read again after nothing was read")
