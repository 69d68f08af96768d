"""What a contender is told, how it counts, and what it answers."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

BATCH = 500


@dataclass(frozen=True, slots=True)
class Job:
    """Apply the first `events` events that come to `database`, from `broker`."""

    broker: str
    broker_kind: str
    mongo: str
    database: str
    events: int

    @classmethod
    def given(cls, argv: Sequence[str] = sys.argv) -> Job:
        return cls(**json.loads(argv[1]))

    def as_json(self) -> dict[str, object]:
        return asdict(self)


class Tally:
    """Counts what was committed; the clock runs from the first `begin` on."""

    def __init__(self, job: Job) -> None:
        self.job, self.done = job, 0
        self._began = self._cpu = 0.0

    def begin(self) -> None:
        if not self._began:
            self._began, self._cpu = time.perf_counter(), time.process_time()

    def committed(self, number: int) -> bool:
        """Whether that was the last; then the answer is printed."""
        self.done += number
        if self.done < self.job.events:
            return False
        seconds, cpu = time.perf_counter() - self._began, time.process_time() - self._cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"events": self.done, "seconds": seconds, "cpu": cpu, "peak": peak}), flush=True)
        return True
