"""Reading documents of several collections by their ids, in one round trip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from pymongo import MongoClient

from libs.store.collection import Document
from libs.store.together import Statement, reads

Wanted = Sequence[tuple[str, Sequence[str]]]
"""Collections, and the ids that are wanted of each."""


class Unread(Exception):
    """The documents are more than one message holds."""


def with_ids(ids: Sequence[str]) -> Document:
    """The filter that finds them."""
    return {"_id": ids[0]} if len(ids) == 1 else {"_id": {"$in": list(ids)}}


def found(client: MongoClient[Document], database: str, wanted: Wanted) -> list[list[Document]]:
    """Those that there are, collection by collection. Raises `Unread`, and the driver's errors."""
    all_found: list[list[Document]] = [[] for _ in wanted]
    finds = [by_ids(name, ids, some.extend) for (name, ids), some in zip(wanted, all_found, strict=True)]
    reads(client, database, finds)
    return all_found


def by_ids(
    collection: str, ids: Sequence[str], take: Callable[[list[Document]], object], fields: Document | None = None
) -> Statement:
    """Hands over the documents that there are, or these fields of them. Raises `Unread`, and what `take` raises."""
    command: Document = {
        "find": collection, "filter": with_ids(ids), "batchSize": len(ids) + 1, "readConcern": {"level": "majority"},
    }  # fmt: skip
    if fields is not None:
        command["projection"] = fields
    return Statement(command, partial(_taken, take), outside=True)


def _taken(take: Callable[[list[Document]], object], answer: Document) -> None:
    if answer["cursor"]["id"]:
        raise Unread
    take(answer["cursor"]["firstBatch"])
