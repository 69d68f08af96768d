"""The data folder of a platform: who uses it, and how other commands find what runs there."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from libs.runtime.faults import CannotRunError
from libs.runtime.topology import Topology

LEAST_FREE = 500_000_000
"""The database alone takes 300 MB when empty."""


@dataclass(frozen=True, slots=True)
class Running:
    """What `chapelle up` tells the other commands: `DIR/platform.json`."""

    pid: int
    created: float
    """When the process `pid` began, seconds since 1970: tells it from a later one of the same number."""
    base_port: int
    clock: str
    """`<machine>,<platform>,<speed>`, as libs.runtime.clock reads it."""
    site: str
    """Path of the site file."""
    versions: dict[str, str]
    scheme: str = "http"
    ca_file: str = ""
    """Whose certificates are believed of its services, where the scheme is `https`."""
    embedded_database: bool = True
    """Else it is another's, and so is what is set there."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """`--data DIR`, absolute. `least_free`: bytes that its disk must have free to start."""

    path: Path
    least_free: int = LEAST_FREE

    @classmethod
    def at(cls, path: Path) -> DataFolder:
        return cls(path.expanduser().resolve())

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def audit(self) -> Path:
        """Checkpoints of the services' records; may be a mount of another machine's disk."""
        return self.path / "audit"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Holds the folder for this process. Raises `CannotRunError`: in use, read-only, too little room."""
        try:
            self.logs.mkdir(parents=True, exist_ok=True)
            lock = (self.path / "lock").open("w")
        except OSError as fault:
            raise CannotRunError(f"the data folder {self.path} cannot be used: {fault.strerror}") from fault
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CannotRunError(f"the data folder {self.path} is in use by another `chapelle up`") from None
            self._expect_room()
            yield

    def announce(
        self, topology: Topology, clock: str, site: Path, versions: dict[str, str], embedded_database: bool = True
    ) -> None:
        """Says that this process runs the platform of the folder."""
        me, ca_file = psutil.Process(os.getpid()), str(topology.ca_file or "")
        running = Running(
            me.pid, me.create_time(), topology.base, clock, str(site), versions, topology.scheme, ca_file,
            embedded_database,
        )  # fmt: skip
        self.write("platform.json", asdict(running))

    def running(self) -> Running:
        """The platform that runs on the folder. Raises `CannotRunError` where none does."""
        file = self.path / "platform.json"
        if file.exists():
            found = Running(**json.loads(file.read_bytes()))
            if psutil.pid_exists(found.pid) and psutil.Process(found.pid).create_time() == found.created:
                return found
        raise CannotRunError(f"no platform runs on {self.path}; start it with `chapelle up --data {self.path}`")

    def write(self, name: str, value: Any) -> None:
        """Replaces the JSON file `name` of the folder as a whole."""
        fresh = self.path / f".{name}.new"
        fresh.write_text(json.dumps(value, indent=1))
        fresh.replace(self.path / name)

    def read(self, name: str) -> Any:
        """The JSON file `name` of the folder."""
        return json.loads((self.path / name).read_bytes())

    def _expect_room(self) -> None:
        free = shutil.disk_usage(self.path).free
        if free < self.least_free:
            raise CannotRunError(
                f"the disk of {self.path} is full: {free // 1_000_000} MB are free,"
                f" {self.least_free // 1_000_000} MB are needed"
            )
