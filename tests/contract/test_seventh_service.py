"""A seventh service is a folder and a line: the topology, and all that follows from it, have it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from libs.runtime.launch import ROOT


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy, with the counter of the toys as its seventh service."""
    for folder in ("libs", "services", "docs/contracts"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    toy = tmp_path / "services" / "counter"
    shutil.copytree(tmp_path / "libs" / "testing" / "toys" / "counter", toy)
    for file in toy.glob("*.py"):
        file.write_text(file.read_text().replace("libs.testing.toys", "services"))
    line = tmp_path / "libs" / "events" / "services.py"
    line.write_text(re.sub(r'(    "console",\n)', r'\1    "counter",\n', line.read_text()))
    return tmp_path


def run(repository: Path, *arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_folder_and_a_line(repository: Path) -> None:
    run(repository, "-m", "libs.processes.contracts")
    run(repository, "-m", "libs.processes.topology")

    topology = repository / "docs" / "topology"
    assert (
        "| counter | `chapelle_counter` | `chapelle.counter.egg.v1` | 1 |  | boiled |"
        in (topology / "table.md").read_text()
    )
    acls = json.loads((topology / "kafka-acls.json").read_text())["acls"]
    assert {"principal": "User:chapelle-counter", "host": "*", "name": "chapelle.counter.", "pattern": "prefixed",
            "operations": ["Create", "Write"]} in acls  # fmt: skip
    assert {
        "user": "counter",
        "db": "chapelle_counter",
        "roles": [{"role": "readWrite", "db": "chapelle_counter"}],
    } in (json.loads((topology / "mongo-roles.json").read_text()))
    assert "counter-tells-egg" in json.loads((topology / "asyncapi.json").read_text())["operations"]
    assert ">counter</text>" in (topology / "picture.svg").read_text()
    for file in ("network-policies", "workloads"):
        assert "name: counter-worker" in (repository / f"k8s/base/{file}.yaml").read_text()
    assert "name: counter-verify" in (repository / "k8s/base/jobs.yaml").read_text()
    assert "FROM platform AS counter" in (repository / "Dockerfile").read_text()
    assert "name: chapelle.counter.egg.v1" in (repository / "k8s/overlays/production/topics-and-users.yaml").read_text()


def test_the_command_tells_it(repository: Path) -> None:
    asked = "import sys; from libs.runtime.cli import main; sys.exit(main(['topology']))"
    assert "`chapelle.counter.count.v1`" in run(repository, "-c", asked)


def test_the_console_calls_a_person_where_its_stream_stands_still(repository: Path) -> None:
    asked = "from services.console.domain.rules import everywhere; print(everywhere('stream-stalled'))"
    assert "counter.stream-stalled" in run(repository, "-c", asked)
