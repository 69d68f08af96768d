"""Commits units at an even pace, and says when the answer to each came: `{"<heart>:<beat>": nanoseconds}`."""

from __future__ import annotations

import json
import sys
import time

from bench.latency.pace import EVENTS, UNITS, paced
from bench.latency.services.source.store import Beaten, Heart, SourceUnit
from libs.events import replace
from libs.runtime.clock import Clock
from libs.store import Store


def main() -> None:
    job = json.loads(sys.argv[1])
    store: Store[SourceUnit] = Store(job["mongo"], job["database"], "source", SourceUnit, Clock())
    hearts = {f"h{n}": Heart(f"h{n}") for n in range(100)}
    committed: dict[str, int] = {}
    for turn in paced(UNITS, job["seconds"]):
        chosen = [f"h{(turn * EVENTS + n) % 100}" for n in range(EVENTS)]

        def decide(unit: SourceUnit, chosen: list[str] = chosen) -> None:
            unit.prefetch((Heart, id) for id in chosen)
            for id in chosen:
                grown = replace(unit.hearts.get(id) or hearts[id], beat=hearts[id].beat + 1)
                unit.save((grown, [Beaten(time=unit.now, heart=id, beat=grown.beat)]))

        store.run(decide)
        now = time.monotonic_ns()
        for id in chosen:
            hearts[id] = replace(hearts[id], beat=hearts[id].beat + 1)
            committed[f"{id}:{hearts[id].beat}"] = now
    print(json.dumps(committed))


if __name__ == "__main__":
    main()
