"""`chapelle secrets`: what each service is told on Kubernetes that nobody else may know."""

from __future__ import annotations

import argparse
import base64
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from libs.events.services import SERVICES
from libs.runtime.commands.arguments import Commands, declare, parsed, put
from libs.runtime.folder import DataFolder
from libs.runtime.secrets import Secrets
from libs.runtime.tokens import duration, mint


def add(commands: Commands) -> None:
    """Declares it."""
    summary = "print the Kubernetes Secrets of the services, for `kubectl apply -f -`"
    command = declare(commands, "secrets", run, summary)
    command.add_argument(
        "--ttl", type=parsed(duration), default=timedelta(days=90), metavar="TIME", help="of their tokens (90d)"
    )


def run(wish: argparse.Namespace) -> int:
    """What is missing is made, and kept in the data folder; the tokens are new each time."""
    secrets = Secrets.of(DataFolder.at(wish.data).path)
    put(json.dumps({"apiVersion": "v1", "kind": "List", "items": list(secrets_of(secrets, wish.ttl))}, indent=1))
    return 0


def secrets_of(secrets: Secrets, ttl: timedelta) -> Iterator[dict[str, Any]]:
    """Two a service, its files and the password of its database user; all passwords, for who makes the users; and an
    admin's token, for who hands out the site file. What signs tokens stays where it is.
    """
    passwords = {service: secrets.password(service).encode() for service in SERVICES}
    for service in SERVICES:
        yield _secret(
            service,
            {
                "token": mint(secrets.signing_key_file, f"service:{service}", ttl, subject=service).encode(),
                "signing.pub": secrets.public_key_file.read_bytes(),
                "audit.pub": secrets.audit_public_key_file(service).read_bytes(),
                "audit.pem": secrets.audit_key_file(service).read_bytes(),
                "seal.pem": secrets.seal_key_file(service).read_bytes(),
            },
        )
        yield _secret(f"{service}-database", {"password": passwords[service]})
    yield _secret("database-passwords", passwords)
    yield _secret("site", {"token": mint(secrets.signing_key_file, "admin", ttl, subject="site file").encode()})


def _secret(name: str, content: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "labels": {"app.kubernetes.io/part-of": "chapelle"}},
        "data": {key: base64.b64encode(value).decode() for key, value in content.items()},
    }
