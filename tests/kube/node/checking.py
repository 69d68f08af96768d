"""People at doors while the cluster is disturbed: checks that are asked for again, by the same key, until answered."""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from typing import Any

import httpx

from tests.kube.deployed import Deployed

CALLERS = 4
PAUSE_SECONDS = 0.1
AGAIN_SECONDS = 0.2


class Checking:
    """`with Checking(deployed) as checking:` asks until the block ends; by then every check was answered."""

    def __init__(self, deployed: Deployed) -> None:
        self.url, self.token = deployed.address("access") + "/v1/checks", deployed.token("device")
        self.took: list[float] = []
        """Machine seconds from the first time that a check was asked for until it was answered."""
        self.tries = 0
        self.ids: set[str] = set()
        self._stopped = threading.Event()
        self._callers = [threading.Thread(target=self._ask, args=(caller,), daemon=True) for caller in range(CALLERS)]

    def __enter__(self) -> Checking:
        for caller in self._callers:
            caller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for caller in self._callers:
            caller.join(120.0)
        assert not any(caller.is_alive() for caller in self._callers)

    @property
    def p99(self) -> float:
        """Of what took, in seconds."""
        return sorted(self.took)[int(len(self.took) * 0.99)]

    @property
    def told(self) -> dict[str, Any]:
        """What came of it, for whoever reads the log."""
        milliseconds = {"p50": sorted(self.took)[len(self.took) // 2], "p99": self.p99, "max": max(self.took)}
        return {"checks": len(self.took), "tries": self.tries} | {
            name: f"{seconds * 1000:.0f} ms" for name, seconds in milliseconds.items()
        }

    def wait_answered(self, more: int, within: float = 120.0) -> None:
        """Until that many more are answered."""
        wanted, deadline = len(self.took) + more, time.monotonic() + within
        while len(self.took) < wanted:
            assert time.monotonic() < deadline, f"{more} checks: not within {within:.0f} s"
            time.sleep(0.1)

    def _ask(self, caller: int) -> None:
        with httpx.Client(timeout=5.0, trust_env=False) as http:
            for place in itertools.count():
                if self._stopped.is_set():
                    return
                self._answered(http, caller, "in" if place % 2 == 0 else "out")
                time.sleep(PAUSE_SECONDS)

    def _answered(self, http: httpx.Client, caller: int, direction: str) -> None:
        credential = {"format": "H10301", "facility": 118, "card": 20005 + caller}
        body = {"door": "entrance", "direction": direction, "credential": credential}
        headers = {"authorization": f"Bearer {self.token}", "idempotency-key": uuid.uuid4().hex}
        began = time.monotonic()
        while True:
            self.tries += 1
            try:
                answer = http.post(self.url, json=body, headers=headers)
                if answer.status_code == 200:
                    break
                assert answer.status_code >= 500, answer.text
            except httpx.TransportError:
                pass
            time.sleep(AGAIN_SECONDS)
        self.took.append(time.monotonic() - began)
        self.ids.add(answer.json()["id"])
