"""What each process of a service is started with: its command and its environment."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from libs.events.services import SERVICES
from libs.runtime.clock import Clock
from libs.runtime.parts.child import Child
from libs.runtime.secrets import Secrets
from libs.runtime.topology import Topology, broker_user_of, database_of

ROOT = Path(__file__).resolve().parents[2]
"""Where `libs`, `services` and `simulator` lie."""


@dataclass(frozen=True, slots=True)
class Launch:
    """One run of the platform, as its processes need to know it."""

    topology: Topology
    clock: Clock
    secrets: Secrets
    logs: Path
    audit: Path
    """Where the services keep checkpoints of their records."""
    site: Path
    broker: str
    broker_kind: str
    broker_asks: bool = False
    """Whether the broker asks everybody for a name and a password."""
    log_level: str = "info"
    replication: int = 1

    def worker(self, service: str) -> Child:
        """The worker of `service`: it consumes, relays and keeps time."""
        key = {"CHAPELLE_AUDIT_KEY_FILE": str(self.secrets.audit_key_file(service))}
        return self._child(f"{service}-worker", "libs.processes.worker", service, self.topology.worker(service), key)

    def api(self, service: str) -> Child:
        """The HTTP API of `service`."""
        key = {"CHAPELLE_SEAL_KEY_FILE": str(self.secrets.seal_key_file(service))}
        return self._child(f"{service}-api", "libs.processes.api", service, self.topology.api(service), key)

    def services(self) -> list[Child]:
        """Every service's processes, the workers first."""
        return [*map(self.worker, SERVICES), *map(self.api, SERVICES)]

    def simulator(self) -> Child:
        """The site's devices and people."""
        env = {**self._common(), "CHAPELLE_SITE": str(self.site)}
        env["CHAPELLE_TOKEN_FILE"] = str(self.secrets.token_file("simulator"))
        return Child("simulator", [sys.executable, "-m", "simulator"], self.logs / "simulator.log", env, ROOT)

    def command(self, module: str, service: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
        """What a command runs as if it were a process of `service`: its arguments and its environment."""
        return [sys.executable, "-m", module, service, *arguments], self._environment(
            service, self.topology.worker(service)
        )

    def _child(
        self, name: str, module: str, service: str, port: int, besides: Mapping[str, str] | None = None
    ) -> Child:
        argv, env = [sys.executable, "-m", module, service], {**self._environment(service, port), **(besides or {})}
        return Child(name, argv, self.logs / f"{name}.log", env, ROOT)

    def _environment(self, service: str, port: int) -> dict[str, str]:
        return {
            **self._common(),
            "CHAPELLE_SERVICE": service,
            "CHAPELLE_BROKER": self.broker,
            "CHAPELLE_BROKER_KIND": self.broker_kind,
            "CHAPELLE_REPLICATION": str(self.replication),
            "CHAPELLE_MONGO_FILE": str(self.secrets.address_file(service)),
            **(self._as_user(service) if self.broker_asks else {}),
            "CHAPELLE_DATABASE": database_of(service),
            "CHAPELLE_PORT": str(port),
            "CHAPELLE_TOKEN_FILE": str(self.secrets.token_file(service)),
            "CHAPELLE_AUDIT_DIR": str(self.audit),
            "CHAPELLE_AUDIT_PUBLIC_KEY_FILE": str(self.secrets.audit_public_key_file(service)),
            "CHAPELLE_SPOOL_DIR": str(self.logs.parent / "spool"),
        }

    def _as_user(self, service: str) -> dict[str, str]:
        return {
            "CHAPELLE_BROKER_USER": broker_user_of(service),
            "CHAPELLE_BROKER_PASSWORD_FILE": str(self.secrets.broker_password_file(service)),
        }

    @property
    def _by_tls(self) -> dict[str, str]:
        """How the others are spoken to, also by a command whose own environment says nothing of it."""
        if self.topology.scheme == "http":
            return {}
        urls = {service: self.topology.url(service) for service in SERVICES}
        ca_file = {"CHAPELLE_CA_FILE": str(self.topology.ca_file)} if self.topology.ca_file else {}
        return {"CHAPELLE_URLS": json.dumps(urls), **ca_file}

    def _common(self) -> dict[str, str]:
        return {
            "CHAPELLE_BASE_PORT": str(self.topology.base),
            **self._by_tls,
            "CHAPELLE_CLOCK": str(self.clock),
            "CHAPELLE_PUBLIC_KEY_FILE": str(self.secrets.public_key_file),
            "CHAPELLE_LOG_LEVEL": self.log_level,
            "MALLOC_ARENA_MAX": "2",
            "EVENTLET_NO_GREENDNS": "yes",  # a fifth of a second at each worker's start, for addresses that are numbers
        }
