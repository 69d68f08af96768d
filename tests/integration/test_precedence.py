"""Where processors are short, a service on which lives hang goes before one on which none do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from libs.processes.precedence import NICE, SESSION
from libs.testing.running import Running, until


@pytest.mark.parametrize("process", ["api", "worker"])
def test_who_is_not_urgent_gives_way(toys: Running, process: str) -> None:
    until(lambda: nicenesses(toys, "counter", process) == {NICE}, "it gives way")
    assert nicenesses(toys, "ledger", process) == {0}


def nicenesses(toys: Running, service: str, process: str) -> set[int]:
    """More than ours: of the process, and of its session where the kernel has that (`/autogroup-25 nice 10`)."""
    pid = toys.processes[service, process].pid
    assert pid is not None
    found = {os.getpriority(os.PRIO_PROCESS, pid) - os.getpriority(os.PRIO_PROCESS, 0)}
    if SESSION.exists():
        found.add(int(Path(f"/proc/{pid}/autogroup").read_text().split()[-1]))
    return found
