"""What the counter says now: `by` has become an amount with its unit, which breaks who reads version 1."""

from __future__ import annotations

from typing import Any

from libs.events import Event
from libs.testing.toys.counter.events import COUNT


def with_unit(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 to 2: until now all was counted in pieces."""
    amount = data.pop("by")
    return {**data, "amount": amount, "unit": "piece"}


class Counted(Event, topic=COUNT, key="count", version=2, upcasts={1: with_unit}):
    """A count grew by `amount` of a `unit` to `total`; `place` is the how manyth change of this count it is."""

    count: str
    amount: int
    unit: str
    total: int
    place: int
