"""Where each service listens, what its database is called, and its user at the broker."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from libs.events.services import SERVICES
from libs.runtime.certificate import trusting

_FROM_THE_FIRST = ("console", *(service for service in SERVICES if service != "console"))
API_OFFSET = {service: place for place, service in enumerate(_FROM_THE_FIRST)}
WORKER_OFFSET = 10
BROKER_OFFSET = 20
DATABASE_OFFSET = 30

OFFSETS = (
    *API_OFFSET.values(),
    *(WORKER_OFFSET + offset for offset in API_OFFSET.values()),
    BROKER_OFFSET,
    DATABASE_OFFSET,
)
"""Every port of the platform, counted from its first."""


def database_of(service: str) -> str:
    """The name of a service's database: its own, and nobody else's."""
    return f"chapelle_{service}"


def broker_user_of(service: str) -> str:
    """The name of a service's user at the broker, which others may share."""
    return f"chapelle-{service}"


class Addresses(Protocol):
    """Where the services' APIs are."""

    @property
    def trust(self) -> ssl.SSLContext | None:
        """What who speaks to them by TLS believes; None: nobody does."""

    def url(self, service: str) -> str:
        """The address of a service's API, without a slash at its end."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Addresses as they were told, of services that are not all on this machine."""

    urls: Mapping[str, str]
    ca_file: Path | None = None

    @property
    def trust(self) -> ssl.SSLContext | None:
        return trusting(self.ca_file) if self.ca_file else None

    def url(self, service: str) -> str:
        return self.urls[service]


@dataclass(frozen=True, slots=True)
class Topology:
    """The ports of one platform: console = base, access +1, …; workers +10, Kafka +20, database +30.

    `scheme`: `https` where its services are known by certificates, which are believed if they are of `ca_file`.
    """

    base: int
    scheme: str = "http"
    ca_file: Path | None = None

    @property
    def trust(self) -> ssl.SSLContext | None:
        return trusting(self.ca_file) if self.scheme == "https" else None

    def api(self, service: str) -> int:
        """Where a service's HTTP API listens."""
        return self.base + API_OFFSET[service]

    def worker(self, service: str) -> int:
        """Where a service's worker shows its health and metrics."""
        return self.api(service) + WORKER_OFFSET

    @property
    def broker(self) -> int:
        return self.base + BROKER_OFFSET

    @property
    def database(self) -> int:
        return self.base + DATABASE_OFFSET

    def url(self, service: str) -> str:
        return f"{self.scheme}://127.0.0.1:{self.api(service)}"

    def names(self) -> dict[int, str]:
        """What listens on each port: `{8401: "access api", …}`."""
        apis = {self.api(service): f"{service} api" for service in SERVICES}
        workers = {self.worker(service): f"{service} worker" for service in SERVICES}
        return apis | workers | {self.broker: "broker", self.database: "database"}
