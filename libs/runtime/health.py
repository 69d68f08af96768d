"""Asks processes of the platform whether they are ready."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any

from libs.runtime.ports import HOST


def readiness(port: int, timeout: float = 1.0, trust: ssl.SSLContext | None = None) -> tuple[bool, dict[str, Any]]:
    """What `GET /health/ready` answers there: whether it is 200, and the JSON that it says. `trust`: by TLS."""
    if trust:
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(HOST, port, timeout=timeout, context=trust)
    else:
        connection = http.client.HTTPConnection(HOST, port, timeout=timeout)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        said = json.loads(answer.read())
        return answer.status == 200, said if isinstance(said, dict) else {}
    except (OSError, ValueError, http.client.HTTPException):
        return False, {}
    finally:
        connection.close()


def wait_ready(
    ports: Mapping[str, int],
    within: float,
    ready: Callable[[str], None],
    meanwhile: Callable[[], bool],
    trust: ssl.SSLContext | None = None,
) -> list[str]:
    """Waits until every one of `ports` (by name) is ready; names those that are not after `within` seconds.

    `ready` is told each one as it comes; `meanwhile` runs between looks, and its False ends the wait.
    """
    missing, deadline = dict(ports), time.monotonic() + within
    while missing and time.monotonic() < deadline and meanwhile():
        for name, port in list(missing.items()):
            if readiness(port, trust=trust)[0]:
                del missing[name]
                ready(name)
    return list(missing)
