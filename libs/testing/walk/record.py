"""The source's record without its api between."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from libs.bus.record import Record, RecordAway
from libs.events import Envelope
from libs.store import Store, envelopes


class OutboxRecord(Record):
    """The source's record, read where it lies. `away`: it cannot be asked."""

    def __init__(self, source: Store[Any]) -> None:
        self.source, self.away = source, False
        self.traces: list[str] = []
        """Of the questions, in their order."""

    def events(
        self, topic: str, partition: int, first: int, limit: int = 500, traceparent: str = ""
    ) -> tuple[list[Envelope], int]:
        self.traces.append(traceparent)
        if self.away:
            raise RecordAway("away")
        found = self.all(topic, partition, first)
        counter = self.source.db.relay.find_one({"_id": f"{topic}/{partition}"})
        return found[:limit], counter["next"] - 1 if counter else 0

    def all(self, topic: str, partition: int, first: int = 1) -> list[Envelope]:
        """What has a number, from `first` on; it can always be looked at."""
        pages = self.source.db.outbox.find({"topic": topic, "partition": partition, "first": {"$gte": 1}})
        return [event for page in pages.sort("first", 1) for event in envelopes(page, first - 1)]

    def expired(self, service: str) -> dict[str, datetime]:
        if self.away:
            raise RecordAway("away")
        found = self.source.unit().expiries.where()
        return {one.id: one.before for one in found if one.before and one.id.split(".")[2] == service}

    def lasts(self, service: str) -> dict[tuple[str, int], int]:
        if self.away:
            raise RecordAway("away")
        found = self.source.db.relay.find({"_id": {"$regex": rf"^chapelle\.{service}\."}})
        places = ((*counter["_id"].split("/"), counter["next"] - 1) for counter in found)
        return {(topic, int(partition)): last for topic, partition, last in places}
