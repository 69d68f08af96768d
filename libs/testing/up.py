"""`chapelle up` as a person uses it: the real command and the real processes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from libs.events.services import SERVICES
from libs.runtime.clock import Clock
from libs.testing.running import until

ROOT = Path(__file__).resolve().parents[2]
CHAPELLE = [sys.executable, "-c", "import sys; from libs.runtime.cli import main; sys.exit(main())"]
PROCESSES = 2 * len(SERVICES) + 2
"""A worker and an API a service, the broker and the database."""
READY_WITHIN = 120.0
"""Machine seconds."""


def chapelle(*arguments: str, timeout: float = 180) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    return subprocess.run(
        [*CHAPELLE, *arguments], capture_output=True, text=True, check=False, cwd=ROOT, timeout=timeout
    )


@dataclass
class Up:
    """A `chapelle up` that runs on `data`."""

    data: Path
    base: int
    process: subprocess.Popen[str]
    said: list[str]

    def status(self) -> dict[str, Any]:
        answer = chapelle("status", "--data", str(self.data), "--json")
        return dict(json.loads(answer.stdout))

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, name: str) -> psutil.Process:
        pids = {row["name"]: row["pid"] for row in self.status()["processes"]}
        return psutil.Process(pids[name])

    def kill(self, *names: str) -> None:
        """Kill -9 of these, all at once; until each has come back as another process."""
        killed = {name: self.child(name) for name in names}
        for child in killed.values():
            child.kill()
        until(lambda: all(self._came_back(name, child.pid) for name, child in killed.items()), f"{names} come back")

    def wait_ready(self) -> None:
        """Until every process is."""
        until(lambda: all(row["ready"] for row in self.status()["processes"]), "all is ready", READY_WITHIN)

    def _came_back(self, name: str, killed: int) -> bool:
        row = next(row for row in self.status()["processes"] if row["name"] == name)
        assert row["pid"] != killed, row
        assert row["alive"], row
        assert row["restarts"] >= 1, row
        return True

    def clock(self) -> Clock:
        return Clock.read(json.loads((self.data / "platform.json").read_text())["clock"])

    def stop(self, how: int = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=15)


@contextmanager
def up(data: Path, base: int, *more: str) -> Iterator[Up]:
    """Started, and ready."""
    argv = [*CHAPELLE, "up", "--data", str(data), "--ports", str(base), *more]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as process:
        running = Up(data, base, process, [])
        try:
            assert process.stdout
            for line in process.stdout:
                running.said.append(line.rstrip())
                if "ready in" in line:
                    break
            assert "ready in" in "".join(running.said), running.said
            yield running
        finally:
            if process.poll() is None:
                process.kill()
