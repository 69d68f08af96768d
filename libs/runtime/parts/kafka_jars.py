"""Apache Kafka itself: fetched once by Maven from Maven Central, kept under the user's cache."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

from libs.runtime.faults import CannotRunError

VERSION = "4.4.0"
POM = Path(__file__).with_name("kafka.pom.xml")


def kafka_jars() -> Path:
    """The folder with Kafka's jars (45, 44 MB), filled on first use. Raises `CannotRunError`."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "chapelle"
    cache.mkdir(parents=True, exist_ok=True)
    jars = cache / f"kafka-{VERSION}"
    with (cache / "kafka.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not jars.exists():
            _fetch(cache / f"kafka-{VERSION}.part", jars)
    return jars


def _fetch(part: Path, jars: Path) -> None:
    maven = shutil.which("mvn")
    if not maven:
        raise CannotRunError("Apache Kafka cannot be fetched: this system lacks mvn (package maven)")
    shutil.rmtree(part, ignore_errors=True)
    done = subprocess.run(
        [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={part}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotRunError(f"Apache Kafka cannot be fetched by Maven: {done.stdout.strip()[-500:]}")
    part.rename(jars)
