"""What room is left: how a pool grows, what if somebody brings much, and what it means to lose some of it."""

from __future__ import annotations

from datetime import timedelta

from tests.integration.services.house import House

TB = 10**12


def test_thirty_days_of_a_pool_and_a_question_of_the_sales_people(house: House) -> None:
    """Half a terabyte a day, for thirty days until now; on the tenth 8 TB were moved in."""
    now = house.at(-60)
    days = [now - timedelta(days=30 - day) for day in range(31)]
    levels = [10 * TB + day * TB // 2 + (8 * TB if day >= 10 else 0) for day in range(31)]
    samples = [
        {"pool": "small", "used_bytes": used, "at": at.isoformat()} for at, used in zip(days, levels, strict=True)
    ]
    house.signals("storage", "/v1/samples", "samples", samples)

    grows = house.get("storage", "/v1/pools/small/forecast")
    assert 0.5 * TB <= grows["growth_bytes_per_day"] < 0.8 * TB
    assert grows["enough"]
    assert [(step["bytes"] // TB, step["at"][:10]) for step in grows["steps"]] == [(8, days[10].date().isoformat())]

    (asked,) = house.items(
        "storage", "/v1/what-if", bring_bytes=5 * TB, on=(now + timedelta(days=10)).date().isoformat(), pool="small"
    )
    assert asked["pool"] == "small"
    assert asked["used_bytes"] > levels[-1] + 9 * TB
    assert asked["full_at"] > now.isoformat()
    unknown = house.running.get("storage", "/v1/what-if", "admin", bring_bytes=1, on="2026-05-01", pool="smal")
    assert unknown.json()["errors"] == [{"at": "/query/pool", "why": "no pool smal; did you mean small?"}]

    gone = house.get("storage", "/v1/pools/small/loss")
    assert (gone["data"], gone["usable_bytes"]) == ("lost", 0)
    assert house.get("storage", "/v1/pools/small/loss", nodes=1)["data"] == "safe"
    assert house.get("storage", "/v1/pools/small/loss", nodes=3)["data"] == "lost"
