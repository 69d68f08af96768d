"""`python -m bench [NAME …]`: path, commands, latency, history, memory, access, fire, power, storage, billing, scale;
all without a name.

By environment: ROUNDS (5), MINUTES (10) of the simulator before memory is looked at, and of scale EVENTS (10,000) at
SPEED (1,000).

By itself, since it takes seconds: `python -m bench.layers`.

Writes `bench/out/<name>.json` and prints a table. Exit 1 when a goal is missed.
"""

from __future__ import annotations

import importlib
import os
import sys

from bench.figure import Figure, table, write
from bench.versions import versions

BENCHES = (
    "path", "commands", "latency", "history", "memory", "access", "fire", "power", "storage", "billing", "scale",
)  # fmt: skip


def main() -> int:
    wanted = sys.argv[1:] or list(BENCHES)
    if unknown := [name for name in wanted if name not in BENCHES]:
        print(f"no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    versions()  # raises where what it needs is not installed, before it has measured for minutes
    rounds = int(os.environ.get("ROUNDS", "5"))
    figures: list[Figure] = []
    for name in wanted:
        print(f"{name}:", flush=True)
        found = importlib.import_module(f"bench.{name}.run").run(rounds)
        write(name, found)
        figures += found
    print(table(figures))
    print("\n".join(sorted({f"{one.name.partition('.')[0]}: {one.pinned}" for one in figures if one.pinned})))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
