"""Real events: what the platform told under the simulator, and what that takes of each service's database."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from bench.platform import up
from libs.events import Envelope
from libs.events.services import SERVICES
from libs.runtime.secrets import Secrets
from libs.runtime.topology import database_of
from libs.store import envelopes

Databases = dict[str, Database[dict[str, Any]]]
LOOK, PATIENCE = 2.0, 900.0


@dataclass(frozen=True, slots=True)
class Bytes:
    """Of one event, on average. `record`: in the outbox as BSON; `stored`: the same as compressed on the disk, with
    indexes; `sent`: key, value and headers on the broker. `kept`: all else in the database, on the disk, a told or
    heard event.
    """

    record: float
    stored: float
    sent: float
    kept: float


@dataclass(frozen=True, slots=True)
class Told:
    """What a service told, partition by partition, and what that takes of it."""

    events: list[Envelope]
    each: Bytes


def record(speed: float, events: int) -> dict[str, Told]:
    """Runs the platform at this pace until power has told so many. By service."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with up(data, "--speed", f"{speed:g}") as _, _databases(data) as found:
            deadline = time.monotonic() + PATIENCE
            while (told := _numbered(found["power"])) < events:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"power told {told} events in {PATIENCE:.0f} s")
                time.sleep(LOOK)
        with up(data, "--no-simulator") as _, _databases(data) as found:  # what was written is on the disk
            return {service: _told(database) for service, database in found.items()}


@contextmanager
def _databases(data: Path) -> Iterator[Databases]:
    """Each service's own, as its own user."""
    secrets = Secrets.of(data)
    addresses = {service: secrets.address_file(service).read_text() for service in SERVICES}
    clients = {service: MongoClient[dict[str, Any]](addresses[service], tz_aware=True) for service in SERVICES}
    try:
        yield {service: client[database_of(service)] for service, client in clients.items()}
    finally:
        for client in clients.values():
            client.close()


def _numbered(database: Database[dict[str, Any]], places: str = "relay") -> int:
    return sum(one["next"] - 1 for one in database[places].find({"next": {"$exists": True}}))


def _told(database: Database[dict[str, Any]]) -> Told:
    pages = database.outbox.find({"first": {"$exists": True}}).sort([("topic", 1), ("partition", 1), ("first", 1)])
    events = [event for page in pages for event in envelopes(page)]
    outbox, whole = database.command("collStats", "outbox"), database.command("dbStats")
    count, heard = max(len(events), 1), _numbered(database, "positions")
    stored = outbox["storageSize"] + outbox["totalIndexSize"]
    kept = (whole["storageSize"] + whole["indexSize"] - stored) / (count + heard)
    sent = sum(sent_bytes(event) for event in events)
    return Told(events, Bytes(outbox["size"] / count, stored / count, sent / count, kept))


def sent_bytes(event: Envelope) -> int:
    """As a record, without what its batch adds."""
    headers = sum(len(name) + len(value) for name, value in event.headers())
    return len(event.subject.encode()) + len(event.data) + headers
