"""Starts the platform as a newcomer does, and looks at it from outside."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from bench.figure import Figure
from bench.memory.tree import cpu, pss
from bench.platform import Platform, up
from bench.versions import versions

GIGABYTE = 1e9
SETTLING, IDLE = 30.0, 60.0
"""Seconds after it is ready before idling is looked at, and for how long."""


def run(rounds: int) -> list[Figure]:
    """`rounds`: starts that are timed, all warm. Memory and idle CPU are taken once, for they take minutes."""
    minutes = float(os.environ.get("MINUTES", "10"))
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with up(data) as platform:
            print(f"  first start: ready in {platform.ready:.1f} s; {minutes:g} min of the simulator", flush=True)
            time.sleep(minutes * 60)
            used = pss(platform.pid)
        for name, size in sorted(used.items(), key=lambda pair: -pair[1]):
            print(f"  {name:<20} {size / 1e6:>7.0f} MB")
        ready: list[float] = []
        for _ in range(rounds):
            with up(data, "--no-simulator") as platform:
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


def _idle(platform: Platform) -> float:
    """Cores that the platform takes while nothing happens."""
    time.sleep(SETTLING)
    before, began = cpu(platform.pid), time.monotonic()
    time.sleep(IDLE)
    return (cpu(platform.pid) - before) / (time.monotonic() - began)
