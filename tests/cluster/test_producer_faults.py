"""kafka-python's idempotent producer has two faults, each shown in a bare one first; the sender survives both.

Where a bare producer does what is here said to fail, an upgrade has mended it: the sender can become simpler.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from kafka import KafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError

from libs.bus.relay import Relay
from libs.bus.sender import Sender
from libs.bus.topics import OwnTopics
from libs.events import Topic
from libs.runtime.parts.kafka_cluster import KafkaCluster
from libs.testing.running import until
from libs.testing.walk import Walk
from tests.cluster.brokers import asking, frozen, wait_all_in_sync

DELIVERY_MS = 2_000


class Bare:
    """A producer that nobody replaces, on a topic of its own."""

    def __init__(self, cluster: KafkaCluster) -> None:
        topic = Topic("walk", f"bare-{uuid.uuid4().hex[:8]}", partitions=2)
        topics = OwnTopics(cluster.access, [topic], cluster.replication)
        topics.ensure()
        topics.close()
        self.cluster, self.topic = cluster, topic.name
        self.producer = self.new()

    def new(self) -> KafkaProducer:
        return KafkaProducer(
            bootstrap_servers=self.cluster.address, acks="all", enable_idempotence=True, linger_ms=0,
            delivery_timeout_ms=DELIVERY_MS, request_timeout_ms=DELIVERY_MS // 2, bootstrap_timeout_ms=5_000,
            max_block_ms=5_000, allow_auto_create_topics=False, metrics_enabled=False,
        )  # fmt: skip

    def send(self, size: int = 1, partition: int = 0) -> int:
        """Sends a record and waits for it; its offset. Raises what the producer says, or that it says nothing."""
        sent = self.producer.send(self.topic, key=b"k", value=b"x" * size, partition=partition)
        return int(sent.get(timeout=5.0).offset)

    def others_can(self) -> bool:
        """Whether a new producer sends at once."""
        producer = self.new()
        try:
            return bool(producer.send(self.topic, key=b"k", value=b"x", partition=0).get(timeout=5.0))
        except KafkaError as fault:
            raise LookupError(repr(fault)) from fault
        finally:
            producer.close(timeout=0)


def relay_with(walk: Walk, delivery_ms: int) -> Relay:
    """The walk's relay, whose events expire so soon."""
    relay = walk._relay = walk.new_relay()
    relay.sender = Sender(walk.parts.broker.access, walk.services[0], walk.port, delivery_ms)
    return relay


def producer_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("walk-network")]


@contextmanager
def limited(cluster: KafkaCluster, *topics: str, to: int) -> Iterator[None]:
    """The topics take no larger batches than so many bytes."""

    def limit(to: int) -> None:
        with asking(cluster) as admin:
            wanted = {"max.message.bytes": str(to)}
            admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, configs=wanted) for name in topics])

    limit(to)
    try:
        yield
    finally:
        limit(1_048_588)


def test_an_expired_batch(walk: Walk, cluster: KafkaCluster) -> None:
    bare, relay = Bare(cluster), relay_with(walk, DELIVERY_MS)
    a, other = walk.spread("k", 2)
    walk.add([a, other])
    walk.drain()
    assert bare.send() == 0
    with frozen(*cluster.brokers):
        with pytest.raises(KafkaTimeoutError, match="Expiring"):
            bare.send()
        walk.add([a, other, a])
        relay._topics_at = time.monotonic() + 60.0  # it has just looked, and they were there
        assert relay.turn() == 0
    until(bare.others_can, "a new producer can send")
    for _ in range(2):
        with pytest.raises(KafkaTimeoutError, match="Timeout after waiting"):
            bare.send()  # the fault: it neither sends nor expires any more
    until(lambda: not producer_threads(), "the producer that was thrown away has ended")
    walk.add([other, a])
    walk.drain()
    assert walk.places() == {a: (1, 2, 3, 4), other: (1, 2, 3)}
    assert first_seen(walk, 0) == [1, 2, 3, 4]
    assert first_seen(walk, 1) == [1, 2, 3]
    assert walk.breaches() == []
    wait_all_in_sync(cluster)


def test_a_record_that_is_refused(walk: Walk, cluster: KafkaCluster) -> None:
    bare = Bare(cluster)
    a, other = walk.spread("k", 2)
    walk.add([a, other])
    walk.drain()
    with limited(cluster, bare.topic, walk.topic.name, to=5_000):
        until(lambda: refuses(bare), "the limit is known")
        for partition in (0, 1):
            with pytest.raises(MessageSizeTooLargeError):
                bare.send(partition=partition)  # the fault: it repeats the old error for what could be sent
        walk.add([a])
        walk.add([a], "x" * 20_000)
        walk.add([a, other])
        until(lambda: walk.relay() == 0 and walk.unsent() == 2, "all but the large one and what comes after it")
        walk.add([other])
        until(lambda: walk.relay() >= 0 and walk.unsent() == 2, "the other partition goes on")
    assert bare.others_can()
    with pytest.raises(MessageSizeTooLargeError):
        bare.send()
    walk.drain()
    assert walk.places() == {a: (1, 2, 3, 4), other: (1, 2, 3)}
    assert first_seen(walk, 0) == [1, 2, 3, 4]
    assert walk.breaches() == []


def refuses(bare: Bare) -> bool:
    try:
        bare.send(20_000)
    except MessageSizeTooLargeError:
        return True
    return False


def first_seen(walk: Walk, partition: int) -> list[int]:
    """The numbers of a partition in the order in which a reader meets each for the first time."""
    return list(dict.fromkeys(number for _, _, number in walk.published(partition)))
