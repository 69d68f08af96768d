"""Generations of a service's projections: which one is current, and how another takes its place.

A projection lies in a collection a generation: `energy_days`, `energy_days.g1`, …. One document says which is current.
Another becomes current in a transaction that also takes every position's `owner` away: whoever applies events has lost
the fence, takes over again, and so sees it. That costs a unit nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

from pymongo import ASCENDING
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import CollectionInvalid, ConnectionFailure, OperationFailure

from libs.store.collection import Collection, Document
from libs.store.faults import FenceLost, Unavailable

LOOK_SECONDS = 1.0
READ_ON_MS = 60_000
"""For so long who began to read a generation may go on when it is no longer current."""

CURRENT: Document = {"_id": "current"}


class Generations:
    """Those of one service, as one process knows them. `db`: asked each time, for a store may connect anew."""

    def __init__(self, db: Callable[[], Database[Document]], projections: Sequence[Collection[Any]]) -> None:
        self._db, self.projections = db, projections
        self._current, self._looked = "", float("-inf")

    @property
    def db(self) -> Database[Document]:
        return self._db()

    def current(self) -> str:
        """The current one, as it was known within the last second. Raises `Unavailable`."""
        if self.projections and time.monotonic() > self._looked + LOOK_SECONDS:
            self.look()
        return self._current

    def look(self) -> str:
        """Reads which one is current: always between taking a partition over and its first record."""
        if self.projections:
            now = time.monotonic()
            try:
                found = self.db.generations.find_one(CURRENT)
            except ConnectionFailure as fault:
                raise Unavailable(str(fault)) from fault
            self._current, self._looked = found["generation"] if found else "", now
        return self._current

    def current_at(self, moment: ClientSession) -> str:
        """Which one was current at that moment."""
        found = self.db.generations.find_one(CURRENT, session=moment)
        return str(found["generation"]) if found else ""

    def set_up(self) -> None:
        """The document, and the collections of what is current."""
        if self.projections:
            self.db.generations.update_one(CURRENT, {"$setOnInsert": {"generation": ""}}, upsert=True)
            self.make(self.look())

    def make(self, generation: str) -> None:
        """Its collections and their indexes, where they are missing."""
        existing = set(self.db.list_collection_names())
        for collection in self.projections:
            name = collection.place(generation)
            if name not in existing:
                with suppress(CollectionInvalid, OperationFailure):  # the service's other process was faster
                    self.db.create_collection(name, check_exists=False, **collection.storage)
            for fields in collection.indexes:
                self.db[name].create_index([(field, ASCENDING) for field in fields])

    def drop(self, generation: str) -> None:
        for name in self.places(generation):
            self.db.drop_collection(name)
            self.db.drop_collection(touched_of(name))

    def places(self, generation: str) -> Iterable[str]:
        """The names of its collections."""
        return [collection.place(generation) for collection in self.projections]

    def switch(self, session: ClientSession, before: str, to: str) -> None:
        """Within a transaction that also takes the positions' owners away. Raises `FenceLost`: it was not `before`."""
        moved = self.db.generations.update_one(
            {**CURRENT, "generation": before}, {"$set": {"generation": to}}, session=session
        )
        if moved.matched_count != 1:
            raise FenceLost(f"generation {before!r} is no longer current")
        past = {"$set": {"past": before}, "$currentDate": {"at": True}}
        self.db.generations.update_one({"_id": f"past {before}"}, past, upsert=True, session=session)

    def clear_away(self, read_on_ms: int = READ_ON_MS) -> None:
        """Drops what has not been current for a minute, by the database's time."""
        unread = {"$lt": ["$at", {"$subtract": ["$$NOW", read_on_ms]}]}
        for past in list(self.db.generations.find({"past": {"$exists": True}, "$expr": unread})):
            self.drop(past["past"])
            self.db.generations.delete_one({"_id": past["_id"]})


def touched_of(name: str) -> str:
    """The collection of the ids that the events of a replay's period have changed in the collection `name`."""
    return f"{name}.touched"
