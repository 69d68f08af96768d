"""One Apache Kafka broker (KRaft) on this machine: alone, or one of those that are a cluster (`kafka_cluster.py`)."""

from __future__ import annotations

import base64
import shutil
import subprocess
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from libs.runtime.broker_access import BrokerAccess
from libs.runtime.faults import CannotRunError
from libs.runtime.parts.child import Child
from libs.runtime.parts.jars import jars, java
from libs.runtime.parts.kafka_guard import Guard
from libs.runtime.parts.part import Part
from libs.runtime.ports import HOST, answers, free_port
from libs.runtime.secrets import write_private

VERSION = "4.4.0"
POM = Path(__file__).with_name("kafka.pom.xml")
READY_WITHIN = 60.0

PROPERTIES = """\
process.roles=broker,controller
node.id={node}
controller.quorum.voters={voters}
listeners=CLIENTS://{host}:{port},CONTROLLER://{host}:{controller}
advertised.listeners=CLIENTS://{host}:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=CLIENTS
listener.security.protocol.map=CLIENTS:{protocol},CONTROLLER:PLAINTEXT
log.dirs={files}
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.cleaner.dedupe.buffer.size=4194304
offsets.topic.num.partitions=1
offsets.topic.replication.factor={copies}
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor={copies}
transaction.state.log.min.isr={in_sync}
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor={copies}
share.coordinator.state.topic.min.isr={in_sync}
"""
AMONG_OTHERS = """\
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=1000
"""
"""So soon the others take one that is silent for gone, and lead its partitions."""


def new_cluster_id() -> str:
    """What the folders of one cluster are formatted with."""
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Quorum:
    """The brokers of one cluster, each a controller too: the ports of each, as (clients', controllers').

    They are numbered from 1. A cluster of three keeps three copies of what is its own, and writes need two.
    """

    ports: tuple[tuple[int, int], ...]
    cluster: str = field(default_factory=new_cluster_id)

    @property
    def voters(self) -> str:
        return ",".join(f"{node}@{HOST}:{controller}" for node, (_, controller) in enumerate(self.ports, 1))

    def properties(self, node: int, files: Path, protocol: str = "PLAINTEXT") -> str:
        """The `server.properties` of one of them."""
        port, controller = self.ports[node - 1]
        copies = len(self.ports)
        properties = PROPERTIES + AMONG_OTHERS if copies > 1 else PROPERTIES
        return properties.format(
            node=node, voters=self.voters, host=HOST, port=port, controller=controller, files=files,
            copies=copies, in_sync=copies // 2 + 1, protocol=protocol,
        )  # fmt: skip


class KafkaBroker(Part):
    """`with KafkaBroker(folder, port) as broker:` starts and stops it; the next start has its records."""

    kind: Literal["tansu", "kafka"] = "kafka"
    replication = 1
    """Copies of each record that topics here can have."""

    def __init__(
        self, folder: Path, port: int, quorum: Quorum | None = None, node: int = 1, guard: Guard | None = None
    ) -> None:
        """`folder`: files go to its `kafka` and `logs`. `guard`: who may come in; None: anybody may do anything.

        Raises `CannotRunError` without Java or Maven.
        """
        self.port, self.node, self.guard = port, node, guard
        self._java = java()
        self._jars = f"{jars('kafka', VERSION, POM)}/*"
        self._files = folder / "kafka"
        self._properties = folder / "kafka.properties"
        folder.mkdir(parents=True, exist_ok=True)
        quorum = quorum or Quorum(((port, free_port()),))
        properties = quorum.properties(node, self._files, guard.protocol if guard else "PLAINTEXT")
        write_private(self._properties, (properties + (guard.properties if guard else "")).encode())
        if not (self._files / "meta.properties").exists():
            self._format(quorum.cluster)
        self.child = Child(
            "broker",
            [self._java, "-Xms48m", "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
             "-cp", self._jars, "kafka.Kafka", str(self._properties)],
            folder / "logs" / "broker.log",
        )  # fmt: skip

    @property
    def address(self) -> str:
        """`host:port`, as clients name it."""
        return f"{HOST}:{self.port}"

    @property
    def access(self) -> BrokerAccess:
        """As its administrator reaches it, where it has one, else anybody."""
        return self.guard.access(self.address) if self.guard else BrokerAccess(self.address)

    def start(self) -> None:
        """Starts it; `wait_ready` says when it can be used."""
        self.child.start()

    def wait_ready(self) -> None:
        """Returns when topics can be made. Raises `CannotRunError` where it ends, or is not ready in 60 s."""
        deadline = time.monotonic() + READY_WITHIN
        while not (answers(self.port) and self._serves()):
            self.child.expect_alive()
            if time.monotonic() > deadline:
                raise CannotRunError(f"Kafka is not ready after {READY_WITHIN:.0f} s; see {self.child.log}")
            time.sleep(0.2)

    def stop(self, grace: float = 10.0) -> None:
        """Asks it to stop; its records stay."""
        self.child.stop(grace)

    def kill(self) -> None:
        """Ends it without asking."""
        self.child.kill()

    def wipe(self, cluster: str = "") -> None:
        """Every record and topic is gone; only while it is stopped. `cluster`: whose it is from now on."""
        shutil.rmtree(self._files)
        self._format(cluster or new_cluster_id())

    def _format(self, cluster: str) -> None:
        done = subprocess.run(
            [self._java, "-cp", self._jars, "kafka.tools.StorageTool",
             "format", f"--cluster-id={cluster}", "-c", str(self._properties),
             *(self.guard.first if self.guard else [])],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise CannotRunError(f"Kafka's folder cannot be formatted: {done.stderr.strip()[-500:]}")

    def _serves(self) -> bool:
        """Whether it is registered and takes part, which it does some time after it accepts connections."""
        try:
            admin = KafkaAdminClient(**self.access.options | {"bootstrap_timeout_ms": 2_000})
        except KafkaError:
            return False
        try:
            there = admin.describe_cluster()["brokers"]
            return any(one["broker_id"] == self.node and not one.get("is_fenced") for one in there)
        except KafkaError:
            return False
        finally:
            admin.close()
