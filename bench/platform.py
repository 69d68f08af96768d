"""The whole embedded platform, started as a newcomer does."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.child import ROOT
from libs.runtime.platform import free_base
from libs.runtime.topology import OFFSETS


@dataclass(frozen=True, slots=True)
class Platform:
    """A running platform: its supervisor, and the seconds after which it said that it was ready."""

    pid: int
    ready: float


@contextmanager
def up(data: Path, *more: str) -> Iterator[Platform]:
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
