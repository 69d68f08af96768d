"""What things cost in statements, counted, and the committed table `docs/statements.md` that it is held to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from pymongo import monitoring

TABLE = Path(__file__).parents[2] / "docs" / "statements.md"
NAMES = {
    "find": "find",
    "update": "update",
    "insert": "insert",
    "findAndModify": "lease",
    "commitTransaction": "commit",
}
THE_DRIVERS_OWN = {"hello", "endSessions", "saslStart", "saslContinue"}


class Statements(monitoring.CommandListener):
    """Every statement that this process sends to the database, by the table's columns; what is in no column too.

    `trip`: a round trip; what is sent on a connection that waits for an answer is in the same one. `read`: documents
    that it was sent, by collection.
    """

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()
        self.read: Counter[str] = Counter()
        self._waiting: Counter[int | None] = Counter()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name in THE_DRIVERS_OWN:
            return
        look = event.command.get("projection") == {"v": 1}
        self.sent["look" if look else NAMES.get(event.command_name, event.command_name)] += 1
        self.sent["trip"] += self._waiting[event.server_connection_id] == 0
        self._waiting[event.server_connection_id] += 1

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        self._answered(event)
        cursor = event.reply.get("cursor")
        if cursor is not None:
            found = cursor.get("firstBatch", cursor.get("nextBatch", ()))
            self.read[cursor["ns"].partition(".")[2]] += len(found)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        self._answered(event)

    def _answered(self, event: monitoring.CommandSucceededEvent | monitoring.CommandFailedEvent) -> None:
        if event.command_name not in THE_DRIVERS_OWN:
            self._waiting[event.server_connection_id] -= 1


STATEMENTS = Statements()
monitoring.register(STATEMENTS)


def table() -> dict[str, dict[str, int]]:
    """The rows of the committed table, by what they are about; a 0 is left out."""
    rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in TABLE.open() if line.startswith("| ")]
    columns = rows[0][1:]
    counts = {what: dict(zip(columns, map(int, cells), strict=True)) for what, *cells in rows[1:]}
    return {what: {column: n for column, n in row.items() if n} for what, row in counts.items()}


def read(act: Callable[[], object]) -> dict[str, int]:
    """How many documents of which collections an act reads."""
    STATEMENTS.read.clear()
    act()
    return {name: number for name, number in STATEMENTS.read.items() if number}


def cost(act: Callable[[], object]) -> dict[str, int]:
    """What an act sends."""
    STATEMENTS.sent.clear()
    act()
    return dict(STATEMENTS.sent)
