"""A program that runs as a child: in a session of its own, tethered to this process, its output in a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from libs.runtime.faults import CannotRunError

_TETHER = str(Path(__file__).with_name("tether.py"))


def tethered(argv: Sequence[str]) -> list[str]:
    """The program, dying with the thread that starts it."""
    return [sys.executable, "-I", "-S", _TETHER, str(os.getpid()), *argv]


@dataclass(slots=True)
class Child:
    """`argv` to run and the file that takes its output; started at most once at a time."""

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    """Added to this process's environment."""
    cwd: Path | None = None
    started: float = 0.0
    """Machine time of the last start, seconds since 1970."""
    _process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def exit_code(self) -> int | None:
        """None while it runs and before it was started; negative: the signal that ended it."""
        return self._process.poll() if self._process else None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Raises `CannotRunError` where the program cannot be executed."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                tethered(self.argv),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.env},
                cwd=self.cwd,
                start_new_session=True,
            )
        self.started = time.time()

    def ask_to_stop(self) -> None:
        """SIGTERM to the child; nothing where it is already gone."""
        if self._process and self.alive:
            self._process.terminate()

    def stop(self, grace: float) -> bool:
        """Asks, waits `grace` seconds, then kills it and all of its session. True: it went when asked."""
        if self._process is None:
            return True
        self.ask_to_stop()
        try:
            self._process.wait(grace)
            return True
        except subprocess.TimeoutExpired:
            return False
        finally:
            self.kill()

    def wait(self, timeout: float | None = None) -> int | None:
        """Its exit code, when it has ended; None where it was never started."""
        return self._process.wait(timeout) if self._process else None

    def kill(self) -> None:
        """SIGKILL to the child and whatever it left in its session."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def said(self, limit: int = 4000) -> str:
        """The end of its log: at most `limit` bytes, as text."""
        with self.log.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - limit))
            return file.read().decode(errors="replace")

    def expect_alive(self) -> None:
        """Raises `CannotRunError` with its last line where it is gone."""
        if self.alive:
            return
        library = missing_library(self.said())
        if library:
            raise CannotRunError(f"{self.name} cannot start: this system lacks {library}")
        last = (self.said().strip().splitlines() or ["it said nothing"])[-1]
        raise CannotRunError(f"{self.name} ended with code {self.exit_code}: {last[:300]}; all of it is in {self.log}")


PACKAGES = {
    "libcurl.so.4": "libcurl4",
    "libssl.so.3": "libssl3",
    "libcrypto.so.3": "libssl3",
    "liblzma.so.5": "liblzma5",
}
"""The Debian and Ubuntu package of a system library that the parts need."""


def missing_library(said: str) -> str | None:
    """`"libcurl.so.4 (package libcurl4)"` where a dynamic loader said that it misses it, else None."""
    marker = "error while loading shared libraries: "
    if marker not in said:
        return None
    library = said.rpartition(marker)[2].partition(":")[0].strip()
    package = PACKAGES.get(library)
    return f"{library} (package {package})" if package else library
