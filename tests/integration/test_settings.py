"""What a process is told wrongly: one sentence that names it, and exit 2."""

from __future__ import annotations

import subprocess
import sys

import pytest

from libs.testing.running import ROOT, Parts, Running

WRONG = {
    "CHAPELLE_BATCH": ("many", "CHAPELLE_BATCH: Input should be a valid integer"),
    "CHAPELLE_LISTEN": ("everywhere", "CHAPELLE_LISTEN: value is not a valid IPv4 or IPv6 address"),
    "CHAPELLE_PORT": ("70000", "CHAPELLE_PORT: Input should be less than or equal to 65535"),
    "CHAPELLE_BROKER_KIND": ("rabbit", "CHAPELLE_BROKER_KIND: Input should be 'tansu' or 'kafka'"),
    "CHAPELLE_CLOCK": ("noon", "CHAPELLE_CLOCK: Value error, a clock is <machine>,<platform>,<speed>, not 'noon'"),
    "CHAPELLE_URLS": ("nowhere", "CHAPELLE_URLS: Value error, Expecting value"),
}


@pytest.mark.parametrize("process", ["api", "worker"])
def test_all_that_is_wrong_is_named(parts: Parts, process: str) -> None:
    told = Running(parts, "libs.testing.toys", ("counter",)).environment("counter", process)
    code, said = run(process, {**told, **{name: text for name, (text, _) in WRONG.items()}})
    assert (code, len(said)) == (2, len(WRONG))
    for _, sentence in WRONG.values():
        assert any(line.startswith(sentence) for line in said), said


def run(process: str, env: dict[str, str]) -> tuple[int, list[str]]:
    """Its exit code, and the lines that it said."""
    argv = [sys.executable, "-W", "ignore", "-m", f"libs.processes.{process}", "counter"]
    done = subprocess.run(argv, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr.strip().splitlines()
