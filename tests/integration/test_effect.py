"""A test that waits for a handler's effect is told at once what the handler raised."""

from __future__ import annotations

import uuid

import pytest

from libs.testing.running import HandlerError, Running


def test_the_handler_s_own_error(toys: Running) -> None:
    count = f"poison-{uuid.uuid4().hex[:8]}"
    entries = toys.database("ledger").entries

    def add() -> None:
        assert toys.post("counter", "/v1/adds", {"count": count, "by": 1}).status_code == 200

    def booked(times: int) -> bool:
        return len((entries.find_one({"_id": count}) or {}).get("places", [])) == times

    assert toys.effect("ledger", add, lambda: booked(1), "the first")
    with pytest.raises(HandlerError, match=f"ledger, .*counted.* of {count}: ArithmeticError: {count} is poison"):
        toys.effect("ledger", add, lambda: booked(2), "the second")
