"""Reads a whole topic with a consumer that was never there before: what the log itself holds, not what a group saw."""

from __future__ import annotations

import time

from kafka import KafkaConsumer, TopicPartition

from libs.bus.plan import Raw
from libs.events import Topic
from libs.testing.history.lines import Partition

PATIENCE = 30.0


class NotReadError(AssertionError):
    """The topic is not there as it should be, may not be read, or its end was not reached."""


def read_topic(broker: str, topic: Topic, patience: float = PATIENCE) -> dict[Partition, list[Raw]]:
    """Every record from the beginning to the high-water mark, by partition. Raises `NotReadError`."""
    consumer = KafkaConsumer(
        bootstrap_servers=broker, enable_auto_commit=False,
        enable_incremental_fetch_sessions=False, fetch_max_wait_ms=50, allow_auto_create_topics=False,
        bootstrap_timeout_ms=5_000, metrics_enabled=False,
    )  # fmt: skip
    try:
        there = consumer.partitions_for_topic(topic.name) or set()
        if there != set(range(topic.partitions)):
            raise NotReadError(f"{topic.name} has {topic.partitions} partitions; the broker shows {sorted(there)}")
        places = [TopicPartition(topic.name, partition) for partition in range(topic.partitions)]
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        return _read(consumer, places, time.monotonic() + patience)
    finally:
        consumer.close(autocommit=False)


def _read(consumer: KafkaConsumer, places: list[TopicPartition], deadline: float) -> dict[Partition, list[Raw]]:
    found: dict[Partition, list[Raw]] = {(place.topic, place.partition): [] for place in places}
    behind = set(places)
    while behind:
        if time.monotonic() > deadline:
            raise NotReadError(f"not at the end of {sorted(behind)}")
        for place, records in consumer.poll(timeout_ms=200).items():
            found[place.topic, place.partition] += [
                Raw(
                    r.offset,
                    r.key,
                    r.value,
                    tuple((name, bytes(raw or b"")) for name, raw in r.headers),
                    r.timestamp / 1000,
                )
                for r in records
            ]
        behind = {place for place in places if not _at_end(consumer, place)}
    return found


def _at_end(consumer: KafkaConsumer, place: TopicPartition) -> bool:
    """By the mark that fetches bring; None until the first fetch. (`end_offsets` is wrong on the embedded broker.)"""
    mark = consumer.highwater(place)
    return mark is not None and consumer.position(place, timeout_ms=1_000) >= mark
