"""The bearer tokens of the platform's own processes: in files, renewed while it runs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

from libs.events.services import SERVICES
from libs.runtime.certificate import Stamp, stamp
from libs.runtime.secrets import Secrets, write_private
from libs.runtime.tokens import mint

TTL = timedelta(days=3)
RENEW_EVERY = 86_400.0
"""Machine seconds; a process reads its file again when it needs it."""


@dataclass(slots=True)
class TokenFiles:
    """One file a service, role `service:<name>`, and the simulator's, role `device`."""

    secrets: Secrets
    _written: float | None = None
    _signed_by: Stamp | None = None

    def renew(self) -> None:
        """Writes them where the last time is a day ago, or another key signs since."""
        key = stamp(self.secrets.signing_key_file)
        if self._written is not None and time.monotonic() - self._written < RENEW_EVERY and key == self._signed_by:
            return
        for name in (*SERVICES, "simulator"):
            role = "device" if name == "simulator" else f"service:{name}"
            token = mint(self.secrets.signing_key_file, role, TTL, subject=name)
            write_private(self.secrets.token_file(name), token.encode())
        self._written, self._signed_by = time.monotonic(), key
