"""The one door through which store, producer and consumer reach the outside: where tests count and break I/O."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Port:
    """Calls straight through. `libs.testing` puts a counting and breaking one in its place."""

    def call(self, step: str, act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs one I/O step; `step` names it, such as `store.commit`."""
        del step  # who counts and breaks steps looks at it
        return act(*args, **kwargs)
