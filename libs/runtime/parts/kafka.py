"""One Apache Kafka broker (KRaft) on this machine: the bus and integration tests run on it once more."""

from __future__ import annotations

import base64
import shutil
import subprocess
import time
import uuid
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from libs.runtime.faults import CannotRunError
from libs.runtime.parts.child import Child
from libs.runtime.parts.kafka_jars import kafka_jars
from libs.runtime.ports import HOST, answers, free_port

READY_WITHIN = 60.0

PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller}
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller}
advertised.listeners=PLAINTEXT://{host}:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={files}
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.cleaner.dedupe.buffer.size=4194304
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
"""


class KafkaBroker:
    """`with KafkaBroker(folder, port) as broker:` starts and stops it; the next start has its records."""

    kind: Literal["tansu", "kafka"] = "kafka"

    def __init__(self, folder: Path, port: int) -> None:
        """`folder`: files go to its `kafka` and `logs`. Raises `CannotRunError` without Java or Maven."""
        self.port = port
        self._java = _java()
        self._jars = f"{kafka_jars()}/*"
        self._files = folder / "kafka"
        self._properties = folder / "kafka.properties"
        folder.mkdir(parents=True, exist_ok=True)
        self._properties.write_text(PROPERTIES.format(host=HOST, port=port, controller=free_port(), files=self._files))
        if not (self._files / "meta.properties").exists():
            self._format()
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

    def wipe(self) -> None:
        """Every record and topic is gone; only while it is stopped."""
        shutil.rmtree(self._files)
        self._format()

    def __enter__(self) -> Self:
        self.start()
        try:
            self.wait_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _format(self) -> None:
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        done = subprocess.run(
            [self._java, "-cp", self._jars, "kafka.tools.StorageTool",
             "format", "-t", cluster, "-c", str(self._properties)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise CannotRunError(f"Kafka's folder cannot be formatted: {done.stderr.strip()[-500:]}")

    def _serves(self) -> bool:
        """Whether a broker is registered, which it is some time after it accepts connections."""
        try:
            admin = KafkaAdminClient(bootstrap_servers=self.address, bootstrap_timeout_ms=2000)
        except KafkaError:
            return False
        try:
            return bool(admin.describe_cluster()["brokers"])
        except KafkaError:
            return False
        finally:
            admin.close()


def _java() -> str:
    java = shutil.which("java")
    if not java:
        raise CannotRunError("Apache Kafka cannot run: this system lacks java (package openjdk-17-jre-headless)")
    return java
