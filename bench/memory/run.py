"""Starts the platform as a newcomer does, and looks at it from outside."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.child import ROOT
from bench.figure import Figure
from bench.memory.tree import cpu, pss
from bench.versions import versions
from libs.runtime.platform import free_base
from libs.runtime.topology import OFFSETS

GIGABYTE = 1e9
SETTLING, IDLE = 30.0, 60.0
"""Seconds after it is ready before idling is looked at, and for how long."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A running platform: its supervisor, and the seconds after which it said that it was ready."""

    pid: int
    ready: float


def run(rounds: int) -> list[Figure]:
    """`rounds`: starts that are timed, all warm. Memory and idle CPU are taken once, for they take minutes."""
    minutes = float(os.environ.get("MINUTES", "10"))
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with _up(data) as platform:
            print(f"  first start: ready in {platform.ready:.1f} s; {minutes:g} min of the simulator", flush=True)
            time.sleep(minutes * 60)
            used = pss(platform.pid)
        for name, size in sorted(used.items(), key=lambda pair: -pair[1]):
            print(f"  {name:<20} {size / 1e6:>7.0f} MB")
        ready: list[float] = []
        for _ in range(rounds):
            with _up(data, "--no-simulator") as platform:
                ready.append(platform.ready)
                print(f"  warm start: ready in {platform.ready:.1f} s", flush=True)
                if len(ready) == rounds:
                    idle = _idle(platform)
    said, with_what = f"nothing pinned; {minutes:g} min", versions()
    return [
        Figure("memory.platform", "<= 1.5", "GB PSS", [sum(used.values()) / GIGABYTE], (), None, said, with_what),
        Figure("memory.idle", "<= 0.5", "cores", [idle], (), None, said, with_what),
        Figure("memory.ready", "<= 15", "s", ready, (), None, said, with_what),
    ]


@contextmanager
def _up(data: Path, *more: str) -> Iterator[Platform]:
    """`chapelle up` on free ports, once it is ready; stopped as Ctrl-C does."""
    chapelle = Path(sys.executable).with_name("chapelle")
    argv = [str(chapelle), "up", "--data", str(data), "--ports", str(free_base(OFFSETS)), *more]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Platform(process.pid, _ready(process))
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def _ready(process: subprocess.Popen[str]) -> float:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"ready in ([0-9.]+) s", line):
            return float(found[1])
    raise RuntimeError("the platform ended before it was ready")


def _idle(platform: Platform) -> float:
    """Cores that the platform takes while nothing happens."""
    time.sleep(SETTLING)
    before, began = cpu(platform.pid), time.monotonic()
    time.sleep(IDLE)
    return (cpu(platform.pid) - before) / (time.monotonic() - began)
