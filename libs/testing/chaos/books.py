"""Replay equality: the ledger's books, written anew from the counter's record, are the live ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from libs.events import Envelope
from libs.store import envelopes
from libs.testing.chaos.scene import Scene
from libs.testing.toys.counter.events import COUNT
from libs.testing.toys.ledger.store import Entry
from libs.testing.toys.ledger.worker import Counted


def rebuilt(record: Iterable[Envelope]) -> dict[str, Entry]:
    """The entries that follow from the record, by count."""
    entries: dict[str, Entry] = {}
    for envelope in record:
        event = Counted.decode(envelope.data, envelope.time)
        entries[event.count], _ = entries.get(event.count, Entry(event.count)).booked(event.by, event.place, event.time)
    return entries


def differences(scene: Scene) -> list[str]:
    """Entries that are otherwise in the live books than the record says."""
    outbox = scene.toys.database("counter").outbox
    pages = outbox.find({"topic": COUNT.name, "first": {"$exists": True}}).sort([("partition", 1), ("first", 1)])
    said = {
        id: _as_stored(entry) for id, entry in rebuilt(event for page in pages for event in envelopes(page)).items()
    }
    live = {stored["_id"]: (stored["total"], list(stored["places"])) for stored in _entries(scene)}
    return [
        f"entry {id}: the record gives {said.get(id)}, the books have {live.get(id)}"
        for id in sorted(said.keys() | live.keys())
        if said.get(id) != live.get(id)
    ]


def _as_stored(entry: Entry) -> tuple[int, list[int]]:
    return entry.total, list(entry.places)


def _entries(scene: Scene) -> Iterable[dict[str, Any]]:
    return scene.toys.database("ledger").entries.find()
