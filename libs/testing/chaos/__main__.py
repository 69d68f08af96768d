"""`python -m libs.testing.chaos`: stretch after stretch, until the time is over or the rounds are done.

By environment: MINUTES (30), or ROUNDS in their place; SEED (by chance), which is the first stretch's. The stretch
after it has the next number. What was wrong is said where it was seen, and again at the end, where who reads a long
log looks first.

Exit 1 when something was wrong, or a rare branch was not reached that so long a run must.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from collections import Counter

from libs.testing.chaos.faults import KINDS
from libs.testing.chaos.plan import plan
from libs.testing.chaos.report import KEPT, keep, must_be_reached, reached
from libs.testing.chaos.sometimes import never
from libs.testing.chaos.stretch import run_stretch


def say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(1, 1_000_000))
    rounds = int(os.environ.get("ROUNDS") or 0)
    minutes = float(os.environ.get("MINUTES") or 30)
    until_time = float("inf") if rounds else time.monotonic() + minutes * 60
    say(f"SEED={seed}")
    done, left, total = 0, rounds or sys.maxsize, Counter[str]()
    wrong: list[str] = []
    while time.monotonic() < until_time and left > 0:
        stretch = plan(seed, KINDS).first(left)
        left -= len(stretch.rounds)
        say(f"stretch {seed}: {stretch.conditions.name}")
        folder = KEPT / str(seed)
        shutil.rmtree(folder, ignore_errors=True)
        result = run_stretch(stretch, folder, until_time, say)
        total += result.sometimes
        done += result.done
        if result.wrong:
            wrong.append(keep(result, folder))
            say(wrong[-1])
        else:
            shutil.rmtree(folder)
        for ended in result.ended:
            say(f"  by itself: {ended}")
        if not result.done:
            break
        seed += 1
    say(reached(total))
    missing = never(total, must_be_reached(done))
    if missing:
        say(f"never reached in {done} rounds: {', '.join(missing)}")
    say("\n".join([f"{done} rounds, {len(wrong)} stretches with something wrong", *wrong]))
    return 1 if wrong or missing else 0


if __name__ == "__main__":
    sys.exit(main())
