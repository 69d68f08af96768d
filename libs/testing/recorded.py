"""What a service has published, by its own record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

AT_ONCE = 1_000


def recorded(ask: Callable[..., Any], topic: str) -> Iterator[dict[str, Any]]:
    """Every event of a topic, partition by partition. `ask(path, **query)`: what the service's API answers."""
    places = [place for place in ask("/v1/record/last")["items"] if place["topic"] == topic]
    for place in sorted(places, key=lambda place: int(place["partition"])):
        told = 0
        while told < place["last"]:
            query = {"topic": topic, "partition": place["partition"], "from": told + 1, "limit": AT_ONCE}
            page = ask("/v1/record", **query)["items"]
            yield from page
            told = page[-1]["sequence"]
