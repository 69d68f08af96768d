"""What is begun runs as late as it may: when it is waited for. All that could come before it has come before it."""

from __future__ import annotations

from collections.abc import Callable


class Late:
    """Instead of `eventlet.spawn`, where steps are counted and broken."""

    def __init__(self, run: Callable[[], Exception | None]) -> None:
        self._run = run

    def wait(self) -> Exception | None:
        return self._run()
