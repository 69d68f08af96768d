"""Programs of Java's: fetched once by Maven from Maven Central, kept under the user's cache."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

from libs.runtime.faults import CannotRunError


def jars(name: str, version: str, pom: Path) -> Path:
    """The folder of a program's jars and those it needs, by `pom`; filled on first use. Raises `CannotRunError`."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "chapelle"
    cache.mkdir(parents=True, exist_ok=True)
    there = cache / f"{name}-{version}"
    with (cache / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not there.exists():
            _fetch(name, pom, cache / f"{name}-{version}.part", there)
    return there


def java() -> str:
    """The program that runs them. Raises `CannotRunError`."""
    return _program("java", "openjdk-17-jre-headless")


def _fetch(name: str, pom: Path, part: Path, there: Path) -> None:
    maven = _program("mvn", "maven")
    shutil.rmtree(part, ignore_errors=True)
    done = subprocess.run(
        [maven, "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={part}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotRunError(f"{name} cannot be fetched by Maven: {done.stdout.strip()[-500:]}")
    part.rename(there)


def _program(name: str, package: str) -> str:
    program = shutil.which(name)
    if not program:
        raise CannotRunError(f"this system lacks {name} (package {package})")
    return program
