"""Whoever leads a partition goes, under load: another leads it, and nothing is lost, doubled or reordered."""

from __future__ import annotations

from libs.runtime.parts.kafka_cluster import KafkaCluster
from libs.testing.liveness import five_more_each
from libs.testing.load import Load
from libs.testing.running import Running, until
from libs.testing.toys.counter.events import COUNT
from tests.cluster.brokers import frozen, leader_of, wait_all_in_sync

ROUNDS = 20


def test_killed_in_turn_twenty_rounds(toys: Running, cluster: KafkaCluster) -> None:
    stalls: list[float] = []  # machine seconds until each count flows again
    with Load(toys) as load:
        load.wait_booked(20, "it flows")
        for turn in range(ROUNDS):
            wait_all_in_sync(cluster)
            leader = leader_of(cluster, COUNT.name, turn % COUNT.partitions)
            leader.kill()
            stalls.append(load.wait_each(f"each count flows after round {turn + 1}"))
            leader.start()
            leader.wait_ready()
    print(f"additions: {load.answered}; stalls, s: {[round(stall, 1) for stall in stalls]}")
    five_more_each(toys)
    until(load.all_booked, "all has arrived")
    assert load.breaches(wiped=False) == []


def test_frozen(toys: Running, cluster: KafkaCluster) -> None:
    """Worse than killed: its connections stay open and nobody answers on them."""
    stalls: list[float] = []  # machine seconds until each count flows again
    with Load(toys) as load:
        load.wait_booked(20, "it flows")
        for partition in range(COUNT.partitions):
            wait_all_in_sync(cluster)
            with frozen(leader_of(cluster, COUNT.name, partition)):
                stalls.append(load.wait_each(f"each count flows without the leader of {partition}"))
    print(f"additions: {load.answered}; stalls, s: {[round(stall, 1) for stall in stalls]}")
    five_more_each(toys)
    until(load.all_booked, "all has arrived")
    assert load.breaches(wiped=False) == []
