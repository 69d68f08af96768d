"""The platform's parts as a library, for tests and benches that start them alone.

    with Database(folder, free_port()) as database, Broker(folder, free_port()) as broker:
        uri, address = database.grant("access"), broker.address

Every part lives the same: `start()`, `wait_ready()`, `stop()`, or `with`; `child` is its process (pid, log).
Start parts from a thread that outlives them: the kernel ends a child with the thread that started it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from libs.runtime.parts.mongod import Database
from libs.runtime.parts.tansu import Broker
from libs.runtime.ports import free_base, free_port

if TYPE_CHECKING:
    from libs.runtime.parts.kafka import KafkaBroker
    from libs.runtime.parts.kafka_cluster import KafkaCluster

__all__ = ["Broker", "Database", "broker_of", "free_base", "free_port"]


def broker_of(kind: str, folder: Path, port: int) -> Broker | KafkaBroker | KafkaCluster:
    """What a test calls `tansu`, `kafka` (one broker) or `kafka3` (three; six ports from `port` on), not started."""
    if kind == "kafka":
        from libs.runtime.parts.kafka import KafkaBroker

        return KafkaBroker(folder, port)
    if kind == "kafka3":
        from libs.runtime.parts.kafka_cluster import KafkaCluster

        return KafkaCluster(folder, port)
    return Broker(folder, port)
