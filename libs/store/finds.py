"""Reading documents of several collections, by their ids or by a filter, in one round trip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Self

from pymongo import MongoClient

from libs.store.as_of import AsOf
from libs.store.collection import Document
from libs.store.together import Statement, reads

MANY = 1_000
"""Documents of a search that are looked for in one message."""


class Unread(Exception):
    """The documents are more than one message holds."""


class Wanted(NamedTuple):
    """What is wanted of one collection, and how many documents that may be.

    `searched`: as they are now, not as of when others were read; `follows`: as of no earlier than what goes before it,
    so it goes after what does not.
    """

    collection: str
    filter: Document
    most: int
    searched: bool = False
    follows: bool = False

    @classmethod
    def by_ids(cls, collection: str, ids: Sequence[str], follows: bool = False) -> Self:
        return cls(collection, with_ids(ids), len(ids), follows=follows)

    def command(self, as_of: AsOf | None = None) -> Document:
        """As the database knows it."""
        concern = {"level": "majority"} if as_of is None or self.searched else as_of.concern()
        return {"find": self.collection, "filter": self.filter, "batchSize": self.most + 1, "readConcern": concern}


Ask = tuple[Wanted, Callable[[list[Document]], None]]
"""What is wanted, and who takes what is found."""


def with_ids(ids: Sequence[str]) -> Document:
    """The filter that finds them."""
    return {"_id": ids[0]} if len(ids) == 1 else {"_id": {"$in": list(ids)}}


def found(
    client: MongoClient[Document], database: str, wanted: Sequence[Wanted], as_of: AsOf | None = None
) -> list[list[Document]]:
    """Those that there are, one wish after the other. Raises `Unread`, and the driver's errors."""
    all_found: list[list[Document]] = [[] for _ in wanted]
    finds = [finding(one, some.extend, as_of=as_of) for one, some in zip(wanted, all_found, strict=True)]
    reads(client, database, finds)
    return all_found


def finding(
    wanted: Wanted,
    take: Callable[[list[Document]], object],
    fields: Document | None = None,
    as_of: AsOf | None = None,
) -> Statement:
    """Hands over the documents that there are, or these fields of them. Raises `Unread`, and what `take` raises."""
    command = wanted.command(as_of)
    if fields is not None:
        command["projection"] = fields

    def taken(answer: Document) -> None:
        cursor = answer["cursor"]
        if cursor["id"]:
            raise Unread
        if as_of is not None and not wanted.searched:
            as_of.heard(cursor, wanted.follows)
        take(cursor["firstBatch"])

    return Statement(command, taken, outside=True)
