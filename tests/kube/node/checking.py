"""People at doors while the cluster is disturbed: checks that are asked for again, by the same key, until answered.

And the checks that access has told of, by its own record.
"""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx

from libs.testing.recorded import recorded
from libs.testing.running import until
from tests.kube.deployed import Deployed

CALLERS = 4
PAUSE_SECONDS = 0.1
ANSWERED_WITHIN = 180.0
"""Machine seconds; the only node may be drained meanwhile."""
GRANTED, DENIED = "fr.chapelle.access.badge-granted.v1", "fr.chapelle.access.badge-denied.v1"


class Checking:
    """`with Checking(deployed) as checking:` asks until the block ends; by then every check was answered."""

    def __init__(self, deployed: Deployed) -> None:
        self.url, self.token = deployed.there.url("access") + "/v1/checks", deployed.token("device")
        self.took: list[float] = []
        """Machine seconds from the first time that a check was asked for until it was answered."""
        self.tries = 0
        self.ids: list[str] = []
        """Of the checks, as they were answered."""
        self._stopped = threading.Event()
        self._pool = ThreadPoolExecutor(CALLERS)
        self._callers: list[Future[None]] = []

    def __enter__(self) -> Checking:
        self._callers = [self._pool.submit(self._ask, caller) for caller in range(CALLERS)]
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for caller in self._callers:
            caller.result(ANSWERED_WITHIN)
        self._pool.shutdown()

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

    def wait_answered(self, more: int) -> None:
        """Until that many more are answered."""
        wanted = len(self.took) + more
        until(lambda: len(self.took) >= wanted, f"{more} checks more", ANSWERED_WITHIN)

    def _ask(self, caller: int) -> None:
        with httpx.Client(timeout=5.0, trust_env=False) as http:
            for place in itertools.count():
                self._answered(http, caller, "in" if place % 2 == 0 else "out")
                if self._stopped.wait(PAUSE_SECONDS):
                    return

    def _answered(self, http: httpx.Client, caller: int, direction: str) -> None:
        credential = {"format": "H10301", "facility": 118, "card": 20005 + caller}
        body = {"door": "entrance", "direction": direction, "credential": credential}
        headers = {"authorization": f"Bearer {self.token}", "idempotency-key": uuid.uuid4().hex}

        def tried() -> httpx.Response | None:
            self.tries += 1
            answer = http.post(self.url, json=body, headers=headers)
            return None if answer.status_code >= 500 else answer

        began = time.monotonic()
        answer = until(tried, "an answer", ANSWERED_WITHIN)
        assert answer is not None
        assert answer.status_code == 200, answer.text
        self.took.append(time.monotonic() - began)
        self.ids.append(answer.json()["id"])


def told_by(deployed: Deployed) -> list[dict[str, Any]]:
    """The checks that were granted or denied, as often as access's record has them."""
    events = recorded(partial(deployed.get, "access"), "chapelle.access.check.v1")
    return [event for event in events if event["type"] in (GRANTED, DENIED)]
