"""Three Apache Kafka brokers (KRaft) on this machine, which are one cluster: two of them are enough."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

from libs.runtime.broker_access import BrokerAccess
from libs.runtime.parts.kafka import KafkaBroker, Quorum, new_cluster_id
from libs.runtime.parts.part import Part

BROKERS = 3


class KafkaCluster(Part):
    """`with KafkaCluster(folder, port) as cluster:` starts and stops all; `brokers` may be killed and started alone."""

    kind: Literal["tansu", "kafka"] = "kafka"
    replication = BROKERS
    """Copies of each record that topics here can have."""

    def __init__(self, folder: Path, port: int) -> None:
        """Ports: six from `port` on. Files go to `kafka-1` … `kafka-3` of the folder. Raises as `KafkaBroker` does."""
        ports = tuple((port + place, port + BROKERS + place) for place in range(BROKERS))
        quorum = Quorum(ports)
        with ThreadPoolExecutor(BROKERS) as formatting:
            self.brokers = list(
                formatting.map(
                    lambda node: KafkaBroker(folder / f"kafka-{node}", ports[node - 1][0], quorum, node),
                    range(1, BROKERS + 1),
                )
            )

    @property
    def address(self) -> str:
        """`host:port,host:port,host:port`, as clients name it."""
        return ",".join(broker.address for broker in self.brokers)

    @property
    def access(self) -> BrokerAccess:
        """As clients reach it."""
        return BrokerAccess(self.address)

    def start(self) -> None:
        """Starts those that do not run; `wait_ready` says when all can be used."""
        for broker in self.brokers:
            if not broker.child.alive:
                broker.start()

    def wait_ready(self) -> None:
        """Returns when all three take part. Raises `CannotRunError` where one ends, or is not ready in 60 s."""
        for broker in self.brokers:
            broker.wait_ready()

    def stop(self, grace: float = 10.0) -> None:
        """Asks all to stop; their records stay."""
        for broker in self.brokers:
            broker.child.ask_to_stop()
        for broker in self.brokers:
            broker.stop(grace)

    def kill(self) -> None:
        """Ends all without asking."""
        for broker in self.brokers:
            broker.kill()

    def wipe(self) -> None:
        """Every record and topic is gone; only while all are stopped."""
        cluster = new_cluster_id()
        with ThreadPoolExecutor(BROKERS) as formatting:
            list(formatting.map(lambda broker: broker.wipe(cluster), self.brokers))
