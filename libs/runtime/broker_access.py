"""How the broker is reached: what every Kafka client of the platform is made with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MECHANISM = "SCRAM-SHA-512"
BOOTSTRAP_MS = 5_000
"""A broker that is away, or lets nobody in, is waited for so long; whoever needs it tries again."""
REQUEST_MS = 5_000
"""A broker that stands still with its connection open is given up after so long; others lead what it led."""


@dataclass(frozen=True, slots=True)
class BrokerAccess:
    """`servers`: `HOST:PORT`, or several with commas between them. `user`: empty where anybody may come in.

    `ca_file`: whose certificates are believed (PEM); None: all goes unencrypted.
    """

    servers: str
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None

    @property
    def options(self) -> dict[str, Any]:
        """For a consumer, a producer or an administrator of kafka-python."""
        return {
            "bootstrap_servers": self.servers, "security_protocol": self._protocol, **self._as_user,
            "ssl_cafile": str(self.ca_file) if self.ca_file else None,
            "bootstrap_timeout_ms": BOOTSTRAP_MS, "request_timeout_ms": REQUEST_MS,
            "reconnect_backoff_max_ms": 1_000, "metadata_max_age_ms": 5_000,
        }  # fmt: skip

    @property
    def _protocol(self) -> str:
        below = "SSL" if self.ca_file else "PLAINTEXT"
        return f"SASL_{below}" if self.user else below

    @property
    def _as_user(self) -> dict[str, str]:
        if not self.user:
            return {}
        return {
            "sasl_mechanism": MECHANISM, "sasl_plain_username": self.user, "sasl_plain_password": self.password,
        }  # fmt: skip
