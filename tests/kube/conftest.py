"""A real Kubernetes, by a kit that is not part of this repository: `make kube`; without `K8S_KIT` no test is here."""

from __future__ import annotations

import os

import pytest

from libs.runtime.launch import ROOT
from tests.kube.kit import Kit

KIT = os.environ.get("K8S_KIT", "")
collect_ignore_glob = [] if KIT else ["*/test_*.py"]


@pytest.fixture(scope="session")
def kit() -> Kit:
    return Kit((ROOT / KIT).resolve())
