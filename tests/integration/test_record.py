"""A service's published events again: from any number, as many as asked, whatever pages they lie in."""

from __future__ import annotations

from typing import Any

from libs.events import rfc3339
from libs.store import partition_of
from libs.testing.running import Running, until

TOPIC, PARTITION = "chapelle.counter.count.v1", partition_of("recorded", 4)


def record(toys: Running, first: int, limit: int) -> dict[str, Any]:
    query: dict[str, Any] = {"topic": TOPIC, "partition": PARTITION, "from": first, "limit": limit}
    answer: dict[str, Any] = toys.get("counter", "/v1/record", **query).json()
    return answer


def sequences(answer: dict[str, Any]) -> list[int]:
    return [item["sequence"] for item in answer["items"]]


def add(toys: Running, name: str, number: int) -> None:
    at = rfc3339(toys.now())
    ticks = [{"id": f"{name}-{n}", "count": "recorded", "by": 1, "at": at} for n in range(number)]
    assert toys.post("counter", "/v1/ticks", {"ticks": ticks}).json()["accepted"] == number


def test_from_anywhere_as_many_as_asked(toys: Running) -> None:
    before = toys.get("counter", "/v1/record/last").json()["items"]
    last = next((one["last"] for one in before if (one["topic"], one["partition"]) == (TOPIC, PARTITION)), 0)
    add(toys, "many", 1_200)  # two pages
    for one in range(5):
        add(toys, f"lone-{one}", 1)
    until(lambda: record(toys, last + 1, 1)["last"] == last + 1_205, "all have numbers")

    assert sequences(record(toys, last + 1, 3)) == [last + 1, last + 2, last + 3]
    assert sequences(record(toys, last + 990, 20)) == list(range(last + 990, last + 1_010))
    assert sequences(record(toys, last + 1_198, 1_000)) == list(range(last + 1_198, last + 1_206))
    assert sequences(record(toys, last + 1_203, 1)) == [last + 1_203]
    assert sequences(record(toys, last + 1_206, 10)) == []
    assert len(record(toys, last + 1, 1_000)["items"]) == 1_000
