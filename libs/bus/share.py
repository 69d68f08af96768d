"""Who of the living workers does what: each computes the same answer from the same list, without asking the others.

By rendezvous hashing: a worker has a weight for each thing, and the heaviest has it. Who comes or goes moves only what
it takes or leaves behind; of partitions, which are shared out evenly, up to twice as many.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence


def first_choice(living: Sequence[str], thing: str) -> str:
    """The worker that a thing belongs to."""
    return max(living, key=lambda worker: _weight(worker, thing))


def share_out(living: Sequence[str], topic: str, partitions: int) -> list[str]:
    """Whose each partition of a topic is, evenly: no worker has two more than another.

    Whose one is hangs on those before it alone: workers that have not seen the same topics, or as many partitions of
    one, agree on all that they both have seen.
    """
    has: Counter[str] = Counter()
    owners: list[str] = []
    for partition in range(partitions):
        room = [worker for worker in living if has[worker] <= partition // len(living)]
        owners.append(first_choice(room, f"{topic}/{partition}"))
        has[owners[-1]] += 1
    return owners


def _weight(worker: str, thing: str) -> bytes:
    return hashlib.blake2b(f"{worker} {thing}".encode(), digest_size=8).digest()
