"""What every part of the platform that runs beside the services has in common: how it lives within a `with`."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self


class Part(Protocol):
    """`with part:` starts it, waits until it can be used, and stops it; one that never can be used is stopped too."""

    def start(self) -> None:
        """Starts it; `wait_ready` says when it can be used."""

    def wait_ready(self) -> None:
        """Returns when it can be used. Raises `CannotRunError` where it ends, or takes too long."""

    def stop(self) -> None:
        """Asks it to stop, and ends it where it does not."""

    def __enter__(self) -> Self:
        self.start()
        try:
            self.wait_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
