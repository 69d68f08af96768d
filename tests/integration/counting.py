"""How the toys are spoken to: a count is added to, and the ledger has it in its book; what a process says of itself."""

from __future__ import annotations

import httpx

from libs.runtime.ports import HOST
from libs.testing.running import Running


def add(toys: Running, count: str) -> int:
    """One; how that is answered."""
    return toys.post("counter", "/v1/adds", {"count": count, "by": 1}).status_code


def booked(toys: Running, count: str) -> list[int]:
    """What the ledger has heard of a count, in its order."""
    places: list[int] = toys.get("ledger", f"/v1/entries/{count}").json().get("places", [])
    return places


def says(toys: Running, sentence: str, toy: str = "counter", process: str = "worker") -> int:
    """How often it has said so, as an error."""
    log = toys.parts.folder / "logs" / f"{toys.suffix}-{toy}-{process}.log"
    return sum(sentence in line and '"error"' in line for line in log.read_text().splitlines())


def ready(toys: Running, toy: str, process: str) -> httpx.Response:
    return toys.http.get(f"http://{HOST}:{toys.ports[toy, process]}/health/ready")
