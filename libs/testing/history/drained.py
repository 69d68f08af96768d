"""A history that is drained: read again until nothing in it is on its way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from libs.testing.history.breaches import Fault
from libs.testing.history.check import check
from libs.testing.history.lines import Line
from libs.testing.running import PATIENCE, NotInTimeError, until


def drained(read: Callable[[], list[Line]], patience: float = PATIENCE) -> list[Line]:
    """Its lines. Who takes events from the source's record is ahead of the relay, which has yet to send them to the
    broker: all may be applied, and not all is published.

    What is on its way for longer than `patience` (machine seconds) stands there as it is, for `check` to find. Raises
    what `read` raises for so long.
    """
    lines: list[Line] = []

    def nothing_is_on_its_way() -> bool:
        lines[:] = read()
        return all(breach.kind is not Fault.UNSEEN for breach in check(lines))

    with suppress(NotInTimeError):
        until(nothing_is_on_its_way, "nothing is on its way", patience)
    return lines or read()
