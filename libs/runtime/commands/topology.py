"""`chapelle topology`: who owns which topics and database and who hears whom, as the code says it."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping

from libs.runtime.commands.arguments import Commands
from libs.runtime.launch import ROOT

FORMATS: Mapping[str, str] = {
    "table": "docs/topology/table.md",
    "picture": "docs/topology/picture.svg",
    "asyncapi": "docs/topology/asyncapi.json",
    "kafka-acls": "docs/topology/kafka-acls.json",
    "mongo-roles": "docs/topology/mongo-roles.json",
    "strimzi": "k8s/overlays/production/topics-and-users.yaml",
    "network-policies": "k8s/base/network-policies.yaml",
    "workloads": "k8s/base/workloads.yaml",
    "jobs": "k8s/base/jobs.yaml",
    "configuration": "k8s/base/configuration.yaml",
    "dockerfile": "Dockerfile",
    "credentials": "k8s/overlays/production/credentials.yaml",
    "replica-set": "k8s/overlays/production/database.yaml",
    "certificates": "k8s/overlays/production/certificates.yaml",
    "encryption": "k8s/overlays/production/encryption.yaml",
}
"""Each form, and the file in which `make contracts` writes it."""


def add(commands: Commands) -> None:
    """Declares it. It is about the code, so that no platform need run."""
    summary = "tell who owns which topics and database, and who hears whom"
    command = commands.add_parser("topology", help=summary, description=summary[0].upper() + summary[1:] + ".")
    names = ", ".join(FORMATS)
    command.add_argument(
        "--format", default="table", choices=FORMATS, metavar="FORMAT", help=f"{names} (default: table)"
    )
    command.set_defaults(run=run)


def run(wish: argparse.Namespace) -> int:
    """In a process of its own, which loads the services."""
    sys.stdout.flush()
    return subprocess.run(
        [sys.executable, "-m", "libs.processes.topology", wish.format], cwd=ROOT, check=False
    ).returncode
