"""Every manifest against the strict schemas of the very Kubernetes it runs on, and kube-score's findings answered."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from libs.runtime.launch import ROOT
from tests.kube import strimzi
from tests.kube.kit import FOLDER, Kit

OVERLAYS = ("single-node", "production")
ANSWERED = {
    "Deployment does not have a host podAntiAffinity set": "topologySpreadConstraints keep pods apart, by zones too",
    "HPA few replicas": "on a single node one pod of a kind is what there is room for; elsewhere it is two",
    "StatefulSet does not have a valid serviceName": "one pod, found by a Service whose address outlives it",
    "The NetworkPolicys selector doesn't match any pods": "pods of the operators' resources",
}


@pytest.fixture(scope="module", params=OVERLAYS)
def written(kit: Kit, request: pytest.FixtureRequest) -> Path:
    """All resources of an overlay, in one file."""
    file = FOLDER / f"{request.param}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    argv: list[str | Path] = [kit.binaries / "kubectl", "kustomize", ROOT / "k8s" / "overlays" / request.param]
    file.write_text(subprocess.run(argv, capture_output=True, text=True, check=True).stdout)
    return file


def test_its_schema_is_kept(kit: Kit, written: Path) -> None:
    kit.bash(f"./lint.sh {ROOT / 'k8s' / 'base' / 'namespace.yaml'}")  # makes the tools and the schemas
    known = kit.bash('. ./env.sh; echo "$K8S_CACHE/schemas-$K8S_VERSION"').strip()
    argv: list[str | Path] = [kit.cache / "lint" / "kubeconform", "-strict", "-summary"]
    for folder in (known, schemas_of(kit, strimzi.definitions())):
        argv += ["-schema-location", f"{folder}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json"]
    done = subprocess.run([*argv, written], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "Invalid: 0, Errors: 0" in done.stdout


def schemas_of(kit: Kit, definitions: list[Path]) -> Path:
    """The folder with a strict schema of each."""
    folder, nothing_else = FOLDER / "schemas", FOLDER / "nothing.json"
    nothing_else.write_text('{"definitions": {}}')
    kit.bash(f"python3 schemas.py {folder} {nothing_else} {' '.join(map(str, definitions))}")
    return folder


def test_each_finding_is_answered(kit: Kit, written: Path) -> None:
    argv: list[str | Path] = [
        kit.cache / "lint" / "kube-score",
        "score",
        "-o",
        "ci",
        "--ignore-test",
        "container-image-pull-policy",
        written,
    ]
    said = subprocess.run(argv, capture_output=True, text=True, check=False).stdout.splitlines()
    assert any(line.startswith("[OK]") for line in said)
    found = [line for line in said if re.match(r"\[(WARNING|CRITICAL)\]", line)]
    assert [line for line in found if line.rpartition(": ")[2] not in ANSWERED] == []
