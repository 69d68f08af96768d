"""Method 9: after the last fault each kind of thing is done five times more."""

from __future__ import annotations

import uuid
from datetime import timedelta

from libs.events import rfc3339
from libs.testing.running import Running, until


def five_more_each(toys: Running) -> None:
    """Additions, bells, ticks and eggs at the counter; all are booked, rung and boiled within a bound."""
    name = uuid.uuid4().hex[:8]
    eggs = [f"egg-{name}-{n}" for n in range(5)]
    done = toys.now() + timedelta(milliseconds=300)
    assert toys.post("counter", "/v1/eggs", {"eggs": eggs, "done": rfc3339(done)}).status_code == 200
    for n in range(5):
        assert toys.post("counter", "/v1/adds", {"count": f"count-{name}", "by": 1}).status_code == 200
        assert toys.post("counter", f"/v1/bells/{name}/ring", {}).status_code == 200
        tick = {"id": f"t{n}", "count": f"tick-{name}", "by": 1, "at": "2026-03-02T09:00:00Z"}
        assert toys.post("counter", "/v1/ticks", {"ticks": [tick]}).json()["accepted"] == 1

    def all_done() -> bool:
        booked = [toys.get("ledger", f"/v1/entries/{kind}-{name}").json().get("places") for kind in ("count", "tick")]
        rung = toys.database("ledger").rung.find_one({"_id": name})
        boiled = toys.database("counter").eggs.count_documents({"_id": {"$in": eggs}, "times": 1})
        return booked == [[1, 2, 3, 4, 5]] * 2 and rung is not None and rung["times"] == [1, 2, 3, 4, 5] and boiled == 5

    until(all_done, "five more of each")
