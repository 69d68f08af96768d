"""The running site, on which months pass, and what is stored of whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import bson

from libs.events import replace
from tests.integration.services.house import House


class Calendar(House):
    """`forward` stops the site and starts it again so much later; `naming` finds what a service keeps of people."""

    def forward(self, by: timedelta) -> None:
        self.running.end_all()
        self.clock = replace(self.clock, platform=self.clock.platform + by.total_seconds())
        self.running.env = {**self.running.env, "CHAPELLE_CLOCK": str(self.clock)}
        self.running.start_all()

    def naming(self, service: str, people: tuple[str, ...]) -> set[str]:
        """Where a service names one of them: its collections; of events, their types."""
        database = self.running.database(service)
        found = ((name, row) for name in database.list_collection_names() for row in database[name].find())
        return {place for name, row in found for place in _places(name, row, people)}


def _places(name: str, row: dict[str, Any], people: tuple[str, ...]) -> Iterator[str]:
    for one in row["events"] if name == "outbox" else [row]:
        said = bson.encode(one)
        if any(person.encode() in said for person in people):
            yield f"{name}: {one['type'].split('.')[3]}" if name in ("outbox", "seen") else name
