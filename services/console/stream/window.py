"""The newest events, kept in memory for all streams of a process."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import islice

from services.console.domain.seen import Seen


class Window:
    """All events after position `floor` up to `head`, at most `kept` of them. Positions have no gaps."""

    def __init__(self, head: int = 0, kept: int = 2000) -> None:
        self._rows = deque[Seen](maxlen=kept)
        self.head = head

    @property
    def floor(self) -> int:
        return self.head - len(self._rows)

    def extend(self, rows: Sequence[Seen]) -> None:
        """Takes what follows `head`. Raises `ValueError` when something between is missing."""
        for row in rows:
            if row.position != self.head + 1:
                raise ValueError(f"position {row.position} does not follow {self.head}")
            self._rows.append(row)
            self.head = row.position

    def restart(self, head: int) -> None:
        """Forgets all and goes on after `head`: cheaper than reading what nobody listened to."""
        self._rows.clear()
        self.head = head

    def after(self, position: int, limit: int) -> list[Seen] | None:
        """At most `limit` events after a position, in order; None when they are too old to be here."""
        if position < self.floor:
            return None
        start = position - self.floor
        return list(islice(self._rows, start, start + limit))
