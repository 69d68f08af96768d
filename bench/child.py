"""A measured process: `python -m <module> <job as JSON>`, whose last line of output is its answer as JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import pinning

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 300.0


def measured(
    module: str, job: dict[str, Any], pinned: bool = True, patience: float = PATIENCE, patched: bool = False
) -> Any:
    """Runs it, alone on the measured core or not, under eventlet (`patched`) or not.

    Raises `RuntimeError` with its errors when it fails.
    """
    argv = ["bench.patched", module] if patched else [module]
    with pinning.on(pinning.MEASURED if pinned else set(pinning.CORES)):
        ended = subprocess.run(
            [sys.executable, "-m", *argv, json.dumps(job)],
            cwd=ROOT, capture_output=True, text=True, timeout=patience, check=False,
        )  # fmt: skip
    if ended.returncode:
        raise RuntimeError(f"{module}: {ended.stderr[-3000:]}")
    return json.loads(ended.stdout.splitlines()[-1])
