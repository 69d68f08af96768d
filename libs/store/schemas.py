"""Whether this version of a service can read what is stored: looked at once, when a process starts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pymongo.database import Database

from libs.store.collection import Collection, Document
from libs.store.faults import NewerSchema

INDEX = "s_1"


def expect_readable(db: Database[Document], collections: Iterable[Collection[Any]], generation: str) -> None:
    """Raises `NewerSchema` where a newer version has written in a shape that this one does not know. `generation`: the
    one of projections that is current.

    Who writes a second shape has made the index by which that is found; where there is none nobody has.
    """
    for collection in collections:
        stored = db[collection.place(generation)]
        if collection.schema > 1:
            stored.create_index("s", name=INDEX, sparse=True)
        elif INDEX not in stored.index_information():
            continue
        newer = stored.find_one({"s": {"$gt": collection.schema}}, {"s": 1}, hint=INDEX)
        if newer:
            raise NewerSchema(
                f"{collection.name} {newer['_id']!r} has schema {newer['s']}, which a newer version of this service "
                f"wrote; this one knows {collection.schema}: start that version"
            )
