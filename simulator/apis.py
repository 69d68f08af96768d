"""The public APIs as a device sees them: what is sent is sent until it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import structlog

from libs.runtime.topology import Topology

Json = Mapping[str, Any]

PATIENCE = 30.0
LONGEST_PAUSE = 5.0
TRY_AGAIN = frozenset({401, 408, 425, 429})
"""Answers that say nothing of what was sent; so do all of 500 and above."""

log = structlog.get_logger()


def pauses() -> Iterator[float]:
    """Machine seconds between tries: 0.25, doubled up to 5, for ever."""
    pause = 0.25
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE)


class Apis:
    """Every service's API, with a device's token, read again before each use."""

    def __init__(
        self,
        topology: Topology,
        token_file: Path,
        transport: httpx.AsyncBaseTransport | None = None,
        pauses: Callable[[], Iterator[float]] = pauses,
    ) -> None:
        self._topology, self._token_file, self._pauses = topology, token_file, pauses
        trust = topology.trust or True
        self._http = httpx.AsyncClient(timeout=PATIENCE, transport=transport, trust_env=False, verify=trust)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def post(self, service: str, path: str, body: Json, key: str | None = None) -> Json | None:
        """The answer, however long it takes; None where the request was refused, which is logged.

        The same body, with the same ids (and `key`), goes out at every try, so that a lost answer does no harm.
        """
        url = self._topology.url(service) + path
        for pause in self._pauses():
            try:
                answer = await self._http.post(url, json=body, headers=self._headers(key))
            except (httpx.TransportError, OSError) as fault:
                log.info("not reached", service=service, path=path, why=repr(fault), again_in=pause)
                await asyncio.sleep(pause)
                continue
            if answer.status_code in TRY_AGAIN or answer.status_code >= 500:
                log.info("not now", service=service, path=path, status=answer.status_code, again_in=pause)
                await asyncio.sleep(pause)
                continue
            if answer.is_success:
                said: Json = answer.json()
                return said
            log.warning("refused", service=service, path=path, status=answer.status_code, why=answer.text[:500])
            return None
        return None

    def _headers(self, key: str | None) -> dict[str, str]:
        token = self._token_file.read_text(encoding="utf-8").strip()
        headers = {"Authorization": f"Bearer {token}"}
        return headers if key is None else {**headers, "Idempotency-Key": key}
