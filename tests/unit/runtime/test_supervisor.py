"""The supervisor: what dies comes back, what stops stops in order."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from libs.runtime.folder import DataFolder
from libs.runtime.parts.child import Child
from libs.runtime.platform import Broker, free_port
from libs.runtime.progress import Progress
from libs.runtime.supervisor import Supervisor, stages

SERVICE = """
import signal, sys
def stop(*_):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    open(sys.argv[1], "a").write(sys.argv[2] + " ")
    sys.exit()
signal.signal(signal.SIGTERM, stop)
print("ready", flush=True)
signal.pause()
"""


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder.at(tmp_path)
    folder.logs.mkdir()
    return folder


@pytest.fixture
def supervisor(folder: DataFolder) -> Iterator[Supervisor]:
    supervisor = Supervisor(folder, Progress(folder.logs / "supervisor.log"), broker_bound=1)
    yield supervisor
    supervisor.stop()


def child(folder: DataFolder, name: str) -> Child:
    argv = [sys.executable, "-c", SERVICE, str(folder.path / "stopped"), name]
    return Child(name, argv, folder.logs / f"{name}.log")


def looks_until(supervisor: Supervisor, seen: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while supervisor.look() and not seen():
        assert time.monotonic() < deadline


def test_all_stop_in_order_simulator_first_and_database_last(folder: DataFolder, supervisor: Supervisor) -> None:
    names = {"database": "database", "broker": "broker", "workers": "fire-worker", "apis": "fire-api"}
    for stage, name in {**names, "simulator": "simulator"}.items():
        supervisor.add(stage, child(folder, name))
    looks_until(supervisor, lambda: all("ready" in kept.child.said() for kept in supervisor.kept))

    supervisor.stop()

    assert (folder.path / "stopped").read_text().split() == [
        "simulator", "fire-api", "fire-worker", "broker", "database",
    ]  # fmt: skip
    assert not any(kept.child.alive for kept in supervisor.kept)


def test_they_have_at_most_10_s_together() -> None:
    assert sum(stage.grace for stage in stages()) <= 9.5


def test_what_is_killed_runs_again_and_is_counted(folder: DataFolder, supervisor: Supervisor) -> None:
    supervisor.add("workers", child(folder, "fire-worker"))
    (kept,) = supervisor.kept
    assert kept.child.pid
    os.kill(kept.child.pid, signal.SIGKILL)

    looks_until(supervisor, lambda: kept.restarts == 1)

    supervisor.write_status()
    (row,) = folder.read("status.json")
    assert (row["name"], row["alive"], row["restarts"]) == ("fire-worker", True, 1)
    assert "fire-worker was ended by SIGKILL" in (folder.logs / "supervisor.log").read_text()


def test_a_broker_that_holds_too_much_begins_anew(folder: DataFolder, supervisor: Supervisor) -> None:
    broker = Broker(folder.path, free_port())
    supervisor.add("broker", broker.child)
    broker.wait_ready()
    first = broker.child.pid

    supervisor.bound(broker)
    supervisor.look()

    broker.wait_ready()
    assert broker.child.pid != first
    assert supervisor.kept[0].restarts == 0
