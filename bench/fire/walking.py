"""Commits steps of the crowd: `units` a second of `events` each until it is ended, or so many at once (`at_once`)."""

from __future__ import annotations

import json
import sys
from itertools import count

from bench.fire.services.crowd.store import CrowdUnit, Stepped, Walker
from bench.latency.pace import paced
from libs.processes.precedence import give_way
from libs.runtime.clock import Clock
from libs.store import Store

WALKERS = 600
FOR_EVER = 3_600.0


def main() -> None:
    """It does what the crowd's api would, and gives way as that does."""
    give_way()
    job = json.loads(sys.argv[1])
    store: Store[CrowdUnit] = Store(job["mongo"], job["database"], "crowd", CrowdUnit, Clock())
    steps = count()  # no two processes move the same walker

    def walk(unit: CrowdUnit) -> None:
        ids = [f"{job['name']}-{next(steps) % WALKERS}" for _ in range(job["events"])]
        unit.prefetch((Walker, id) for id in ids)
        for id in ids:
            walker = Walker(id, (unit.walkers.get(id) or Walker(id)).step + 1)
            unit.save((walker, [Stepped(time=unit.now, walker=id, step=walker.step)]))

    print("ready", flush=True)
    turns = range(job["at_once"]) if "at_once" in job else paced(job["units"], FOR_EVER)
    for _ in turns:
        store.run(walk)
    print("{}")


if __name__ == "__main__":
    main()
