"""Acts that begin at the same moment, each on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from libs.testing.running import PATIENCE

T = TypeVar("T")
R = TypeVar("R")


def at_once(act: Callable[[T], R], given: Sequence[T]) -> list[R]:
    """What comes of the act with each of these, in their order; nobody begins before all are there."""
    line = Barrier(len(given))

    def one(what: T) -> R:
        line.wait(PATIENCE)
        return act(what)

    with ThreadPoolExecutor(len(given)) as threads:
        return list(threads.map(one, given))
