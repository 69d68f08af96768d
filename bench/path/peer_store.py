"""What the peers share: how they connect, what they set up, and the documents that they write."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
from pydantic import AwareDatetime, BaseModel

from bench.path.meters import HEARD, Meter, MeterGrew, closed
from libs.store import partition_of

Document = dict[str, Any]


def connection() -> dict[str, Any]:
    """Journaled majority writes and majority reads, as ours."""
    return {
        "tz_aware": True, "tzinfo": UTC, "w": "majority", "journal": True, "readConcernLevel": "majority",
        "retryWrites": True,
    }  # fmt: skip


class MeterHour(BaseModel):
    """The event's data, as a pydantic model: what both frameworks' users write."""

    source: str
    until: AwareDatetime
    register_until: Decimal
    kwh: Decimal
    estimated: bool


class Gap(Exception):
    """A sequence is missing."""


class Positions:
    """The next sequence of each partition, in memory; its update in the transaction is the fence."""

    def __init__(self) -> None:
        self.next = [1] * HEARD.partitions

    def new(self, partition: int, headers: dict[str, bytes]) -> int | None:
        """The record's sequence, None when it was seen. Raises `Gap`."""
        sequence = int(headers["ce_sequence"])
        if sequence < self.next[partition]:
            return None
        if sequence > self.next[partition]:
            raise Gap(f"{sequence} after {self.next[partition]}")
        return sequence


def grown(stored: Document | None, hour: MeterHour, at: datetime) -> tuple[Document, Document]:
    """The meter's document and the outbox row of this hour."""
    version = stored.pop("v") if stored else 0
    meter = msgspec.convert(stored, Meter) if stored else Meter(hour.source)
    now, (told,) = closed(
        meter, until=hour.until, register=hour.register_until, kwh=hour.kwh, estimated=hour.estimated, at=at
    )
    document = msgspec.to_builtins(now, builtin_types=(datetime,)) | {"_id": now.id, "v": version + 1}
    row = {
        "topic": MeterGrew.topic.name, "partition": partition_of(now.id, HEARD.partitions), "type": told.type,
        "key": now.id, "time": at, "data": told.encode(), "pending": True,
    }  # fmt: skip
    return document, row


def time_of(headers: dict[str, bytes]) -> datetime:
    return datetime.fromisoformat(headers["ce_time"].decode())


def fence(partition: int, sequence: int) -> tuple[Document, Document]:
    """Moves the stored position by one, or touches nothing."""
    return {"_id": partition, "next": sequence}, {"$set": {"next": sequence + 1}}


OUTBOX_INDEX = [("pending", 1), ("_id", 1)]
POSITIONS = [{"_id": partition, "next": 1} for partition in range(HEARD.partitions)]
