"""The platform uses no consumer group (`docs/decisions/no-consumer-group.md`): nothing waits for a coordinator."""

from __future__ import annotations

from libs.runtime.parts.kafka_cluster import KafkaCluster
from libs.testing.liveness import five_more_each
from libs.testing.load import Load
from libs.testing.running import Running, until
from tests.cluster.brokers import asking, coordinator_of, wait_all_in_sync


def test_killed(toys: Running, cluster: KafkaCluster) -> None:
    wait_all_in_sync(cluster)
    coordinator = coordinator_of(cluster, "ledger")
    with Load(toys) as load:
        load.wait_booked(20, "it flows")
        with asking(cluster) as admin:
            assert admin.list_groups() == []
        coordinator.kill()
        print(f"flows in {load.wait_each('each count flows'):.1f} s", flush=True)
        another = until(lambda: _other(cluster, coordinator.node), "another would coordinate it")
        assert another != coordinator.node
        load.wait_each("and is asked for nothing")
        coordinator.start()
        coordinator.wait_ready()
        with asking(cluster) as admin:
            assert admin.list_groups() == []
    toys.wait_ready()
    five_more_each(toys)
    until(load.all_booked, "all has arrived")
    assert load.breaches(wiped=False) == []


def _other(cluster: KafkaCluster, gone: int) -> int:
    node = coordinator_of(cluster, "ledger").node
    return 0 if node == gone else node
