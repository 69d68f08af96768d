"""Who runs on which core: broker, database and load on the first, what is measured on the second."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

CORES = sorted(os.sched_getaffinity(0))
PINNED = len(CORES) >= 2
PARTS = {CORES[0]}
MEASURED = {CORES[1]} if PINNED else {CORES[0]}


def said(measured: str) -> str:
    """What is pinned where, for whoever reads the figure."""
    if not PINNED:
        return "nothing pinned: one core"
    return f"core {CORES[0]}: broker, database, load; core {CORES[1]}: {measured}"


@contextmanager
def on(cores: set[int]) -> Iterator[None]:
    """What is started within (its threads and children too) stays on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores if PINNED else before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
