"""The links between the toys and what they use: each goes through toxiproxy, which can slow, cut or swallow it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from libs.runtime.faults import CannotRunError
from libs.runtime.parts.child import Child
from libs.runtime.ports import HOST, answers, free_base
from libs.testing.running import ROOT, until

TOXIPROXY = ROOT / "build" / "bin" / "toxiproxy"
LINKS = ("counter-database", "ledger-database", "broker", "record")
"""A service to the database; everybody to the broker, which has one advertised address; the ledger to counter's API."""

TOXICS: dict[str, dict[str, Any]] = {
    "latency": {"latency": 400, "jitter": 300},
    "reset_peer": {"timeout": 0},
    "timeout": {"timeout": 0},
}
"""`timeout`: a black hole, in which nothing is lost but all that is sent."""


class Links:
    """`port(name)`: where a link begins. `spoiled(…)`: it is bad within the block."""

    def __init__(self, folder: Path) -> None:
        if not TOXIPROXY.exists():
            raise CannotRunError(f"{TOXIPROXY.relative_to(ROOT)} is not there: `make chaos` builds it")
        self._base = free_base(range(len(LINKS) + 1))
        self._http = httpx.Client(base_url=f"http://{HOST}:{self._base}", timeout=10.0)
        argv = [str(TOXIPROXY), "-host", HOST, "-port", str(self._base)]
        self._child = Child("toxiproxy", argv, folder / "logs" / "toxiproxy.log")

    def port(self, link: str) -> int:
        return self._base + 1 + LINKS.index(link)

    def start(self) -> None:
        self._child.start()
        until(lambda: answers(self._base), "toxiproxy answers")

    def lead(self, link: str, port: int) -> None:
        """The link leads to a port of this machine."""
        proxy = {"name": link, "listen": f"{HOST}:{self.port(link)}", "upstream": f"{HOST}:{port}", "enabled": True}
        self._http.post("/proxies", json=proxy).raise_for_status()

    @contextmanager
    def spoiled(self, link: str, toxic: str, stream: str) -> Iterator[None]:
        """`stream`: `upstream` for what is asked, `downstream` for what is answered."""
        given = {"name": toxic, "type": toxic, "stream": stream, "attributes": TOXICS[toxic]}
        self._http.post(f"/proxies/{link}/toxics", json=given).raise_for_status()
        try:
            yield
        finally:
            self._http.delete(f"/proxies/{link}/toxics/{toxic}").raise_for_status()

    def stop(self) -> None:
        self._http.close()
        self._child.stop(1.0)


def spoil(links: Links, target: str, toxic: str, seconds: float) -> None:
    """`target`: `link/stream`."""
    link, stream = target.split("/")
    with links.spoiled(link, toxic, stream):
        time.sleep(seconds)
