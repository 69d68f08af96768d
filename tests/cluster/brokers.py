"""What the cluster says of itself, and what is done to its brokers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from libs.runtime.parts.kafka import KafkaBroker
from libs.runtime.parts.kafka_cluster import KafkaCluster
from libs.testing.running import until


@contextmanager
def asking(cluster: KafkaCluster) -> Iterator[KafkaAdminClient]:
    """Somebody who asks it. A question that is not answered now is a `LookupError`: `until` asks again."""
    patience = {"bootstrap_timeout_ms": 5_000, "request_timeout_ms": 5_000}
    try:
        with closing(KafkaAdminClient(bootstrap_servers=cluster.address, **patience)) as admin:
            yield admin
    except KafkaError as fault:
        raise LookupError(f"the cluster does not answer: {fault!r}") from fault


def leader_of(cluster: KafkaCluster, topic: str, partition: int) -> KafkaBroker:
    """The broker that leads a partition; waits for one to do so."""

    def leader() -> int:
        with asking(cluster) as admin:
            found = admin.describe_topics([topic])[0]["partitions"]
        return int(next(one["leader_id"] for one in found if one["partition_index"] == partition))

    return cluster.brokers[until(lambda: max(leader(), 0), f"{topic}/{partition} has a leader") - 1]


def coordinator_of(cluster: KafkaCluster, group: str) -> KafkaBroker:
    """The broker that would coordinate a consumer group."""

    def coordinator() -> int:
        with asking(cluster) as admin:
            return int(admin._manager.run(admin._find_coordinator_id, group))

    return cluster.brokers[until(coordinator, f"{group} has a coordinator") - 1]


def all_in_sync(cluster: KafkaCluster) -> bool:
    """Whether every copy of every partition is up to date."""
    with asking(cluster) as admin:
        topics: list[Any] = admin.describe_topics()
    return all(len(found["isr_nodes"]) == cluster.replication for topic in topics for found in topic["partitions"])


def wait_all_in_sync(cluster: KafkaCluster) -> None:
    until(lambda: all_in_sync(cluster), "every copy is up to date")


@contextmanager
def frozen(*brokers: KafkaBroker) -> Iterator[None]:
    """They stand still, with their connections open, and go on at the end."""
    pids = [broker.child.pid for broker in brokers if broker.child.pid is not None]
    try:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
