"""What is held now by entities, and was a collection of its own before: it goes to who holds it, at a start."""

from __future__ import annotations

from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from libs.store.collection import Collection, Document

SOME = 1_000


def join(db: Database[Document], collection: Collection[Any]) -> None:
    """Gives each to its entity (`Collection(…, holds="badges", apart=("badges", "person"))`).

    Begun again it goes on: what is held by anybody is given to nobody. What names nobody who is there goes.
    """
    if collection.apart is None:
        return
    name, names = collection.apart
    if name not in db.list_collection_names(filter={"name": name}):
        return
    while some := list(db[name].find().limit(SOME)):
        db[collection.name].bulk_write([_given(collection, one, names) for one in some], ordered=False)
        db[name].delete_many({"_id": {"$in": [one["_id"] for one in some]}})
    db[name].drop()


def _given(collection: Collection[Any], one: Document, names: str) -> UpdateOne:
    """A change like any other: with a version of its own."""
    holds = collection.holds
    kept = {field: value for field, value in one.items() if field not in ("_id", "v", names)}
    after = {"$concatArrays": [{"$ifNull": [f"${holds}", []]}, [{"$literal": kept}]]}
    return UpdateOne(
        {"_id": one[names], f"{holds}.id": {"$ne": one["_id"]}}, [{"$set": {holds: after, "v": {"$add": ["$v", 1]}}}]
    )
