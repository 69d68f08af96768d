"""A partition that waited is read again from where it stood, whatever had been fetched of it before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from kafka import KafkaConsumer, TopicPartition

from libs.bus.lane import Lane, Work
from libs.bus.members import Members
from libs.bus.partitions import Partitions
from libs.bus.watch import Watch
from libs.testing.running import until
from libs.testing.walk import Walk


class Nobody:
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
    partitions = Partitions(consumer, [walk.topic.name], Members(walk.sink, "a"))
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


def test_what_another_has_applied_is_not_old(walk: Walk, consumer: KafkaConsumer) -> None:
    """Who has read it first, and lost the partition, says no longer that it waits; or it would never be ready again."""
    (a,) = walk.spread("k", 1)
    walk.add([a])
    until(lambda: walk.relay() == 0 and walk.unsent() == 0, "sent")
    watch = Watch(walk.record, list, lambda _: True, dict)

    def call(work: Work) -> None:
        work(walk)

    lane = Lane(
        consumer, Partitions(consumer, [walk.topic.name], Members(walk.sink, "a")), walk.applier, watch, call, 100
    )
    until(lambda: lane.partitions.look(lane), "found")
    lane._resume()
    found = until(lambda: consumer.poll(timeout_ms=100), "read")
    other = walk.new_applier()
    other.take_over(walk.topic.name, 0)
    other.apply(walk, walk.topic.name, 0, walk.raws()[walk.topic.name, 0])
    lane._take(found)
    assert list(lane.oldest) == [TopicPartition(walk.topic.name, 0)]

    def resumed() -> bool:
        lane._resume()
        return not lane._paused

    until(resumed, "it goes on")
    assert lane.oldest == {}
    assert walk.places() == {a: (1,)}
