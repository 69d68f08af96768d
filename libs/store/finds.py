"""Reading documents of several collections, by their ids or by a filter, in one round trip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, Self

from pymongo import MongoClient

from libs.store.collection import Document
from libs.store.together import Statement, reads

MANY = 1_000
"""Documents of a search that are looked for in one message."""


class Unread(Exception):
    """The documents are more than one message holds."""


class Wanted(NamedTuple):
    """What is wanted of one collection, and how many documents that may be."""

    collection: str
    filter: Document
    most: int

    @classmethod
    def by_ids(cls, collection: str, ids: Sequence[str]) -> Self:
        return cls(collection, with_ids(ids), len(ids))


Ask = tuple[Wanted, Callable[[list[Document]], None]]
"""What is wanted, and who takes what is found."""


def with_ids(ids: Sequence[str]) -> Document:
    """The filter that finds them."""
    return {"_id": ids[0]} if len(ids) == 1 else {"_id": {"$in": list(ids)}}


def found(client: MongoClient[Document], database: str, wanted: Sequence[Wanted]) -> list[list[Document]]:
    """Those that there are, one wish after the other. Raises `Unread`, and the driver's errors."""
    all_found: list[list[Document]] = [[] for _ in wanted]
    finds = [finding(one, some.extend) for one, some in zip(wanted, all_found, strict=True)]
    reads(client, database, finds)
    return all_found


def finding(wanted: Wanted, take: Callable[[list[Document]], object], fields: Document | None = None) -> Statement:
    """Hands over the documents that there are, or these fields of them. Raises `Unread`, and what `take` raises."""
    command: Document = {
        "find": wanted.collection, "filter": wanted.filter, "batchSize": wanted.most + 1,
        "readConcern": {"level": "majority"},
    }  # fmt: skip
    if fields is not None:
        command["projection"] = fields
    return Statement(command, partial(_taken, take), outside=True)


def _taken(take: Callable[[list[Document]], object], answer: Document) -> None:
    if answer["cursor"]["id"]:
        raise Unread
    take(answer["cursor"]["firstBatch"])
