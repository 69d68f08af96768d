"""A child: its output in a file, stopped when asked, gone with whoever started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from libs.runtime.faults import CannotRunError
from libs.runtime.parts.child import Child, missing_library

ROOT = Path(__file__).resolve().parents[3]

STUBBORN = """
import signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
signal.pause()
"""

PARENT = """
import sys
from pathlib import Path
from libs.runtime.parts.child import Child
child = Child("sleeper", [sys.executable, "-c", "import signal; signal.pause()"], Path(sys.argv[1]))
child.start()
print(child.pid, flush=True)
sys.stdin.read()
"""


def test_what_it_says_is_in_its_log(tmp_path: Path) -> None:
    child = Child("speaker", [sys.executable, "-c", "print('bonjour')"], tmp_path / "logs" / "speaker.log")
    child.start()

    assert child.wait() == 0
    assert child.said() == "bonjour\n"
    assert not child.alive


def test_one_that_does_not_stop_is_killed(tmp_path: Path) -> None:
    child = Child("stubborn", [sys.executable, "-c", STUBBORN], tmp_path / "stubborn.log")
    child.start()
    while "ready" not in child.said():
        assert child.alive

    assert child.stop(grace=0.1) is False
    assert child.exit_code == -signal.SIGKILL


def test_it_dies_with_its_parent_even_by_kill_9(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "sleeper.log")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as parent:  # fmt: skip
        assert parent.stdout
        sleeper = psutil.Process(int(parent.stdout.readline()))
        parent.kill()

        sleeper.wait(timeout=5)
    assert not sleeper.is_running()


def test_one_that_ended_says_why_in_one_sentence(tmp_path: Path) -> None:
    child = Child("database", [sys.executable, "-c", "raise SystemExit('no room')"], tmp_path / "database.log")
    child.start()
    child.wait()

    with pytest.raises(CannotRunError, match=r"database ended with code 1: no room; all of it is in .*database\.log"):
        child.expect_alive()


def test_a_missing_system_library_is_named_with_its_package() -> None:
    said = "mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file: No such file"

    assert missing_library(said) == "libcurl.so.4 (package libcurl4)"
    assert missing_library("all is well") is None
