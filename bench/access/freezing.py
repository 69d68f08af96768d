"""An alarm: the doors of a zone are freed and the muster is frozen, as access's worker does it; again and again."""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Any

from bench.access.house import ALARM
from libs.processes.garbage import settle
from libs.runtime.clock import Clock
from libs.store import Store
from libs.testing.statements import cost
from services.access.acts.evacuation import release_doors
from services.access.store import AccessUnit

TIMES = 40
ZONE = "zone-0"


def _alarm_is_over(store: Store[AccessUnit]) -> None:
    """As before it."""
    before: dict[str, Any] = {"alarm": "none", "released": False}
    store.db.zones.update_one({"_id": ZONE}, {"$set": before})
    store.db.doors.update_many({}, {"$set": {"released_by": [], "released_at": None}})
    store.db.musters.delete_many({})
    store.db.outbox.delete_many({"pending": True})


def main() -> None:
    job = json.loads(sys.argv[1])
    store: Store[AccessUnit] = Store(job["mongo"], job["database"], "access", AccessUnit, Clock())
    settle()
    took: list[float] = []
    statements: set[int] = set()
    for turn in range(TIMES):
        began = time.perf_counter()
        sent = cost(lambda: store.run(lambda unit: release_doors(unit, ZONE, ALARM)))
        ended = time.perf_counter()
        frozen = store.db.musters.find_one({})
        assert frozen is not None
        inside = sum(len(people) for people in frozen["people_by_zone"].values())
        _alarm_is_over(store)
        if turn >= TIMES // 4:
            took.append(ended - began)
            statements.add(sum(n for what, n in sent.items() if what != "trip"))
    store.close()
    print(json.dumps({"ms": statistics.median(took) * 1000, "statements": max(statements), "inside": inside}))


if __name__ == "__main__":
    main()
