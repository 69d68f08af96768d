"""What is live against what was made again: document for document, of one moment, and with flat memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

import msgspec
from pymongo import ASCENDING
from pymongo.client_session import ClientSession

from libs.store import Collection, Store
from libs.store.collection import Document

SHOWN = 20
"""Differences that are shown field by field."""
READ = 500


class Pair(NamedTuple):
    """A document that is not the same live and made again; None: there is none."""

    projection: str
    id: str
    live: Document | None
    again: Document | None


@dataclass(slots=True)
class Count:
    """Documents of a projection: live ones; of these `equal`, `different`, `too_many`; `missing` are not live."""

    documents: int = 0
    equal: int = 0
    different: int = 0
    missing: int = 0
    too_many: int = 0


@dataclass(slots=True)
class Compared:
    """Counts by projection, and the first differences: `(field, live, again)`, as `hours.07.kwh`."""

    counts: dict[str, Count] = field(default_factory=dict)
    shown: list[tuple[str, str, list[tuple[str, Any, Any]]]] = field(default_factory=list)

    @property
    def same(self) -> bool:
        return all(count.equal == count.documents and not count.missing for count in self.counts.values())

    def take(self, pair: Pair) -> None:
        count = self.counts[pair.projection]
        if pair.live is None:
            count.missing += 1
        elif pair.again is None:
            count.too_many += 1
        else:
            count.different += 1
        count.equal = count.documents - count.different - count.too_many
        if len(self.shown) < SHOWN:
            self.shown.append((pair.projection, pair.id, list(fields(pair.live, pair.again))))

    def as_json(self) -> dict[str, Any]:
        return {
            "projections": {name: asdict(count) for name, count in self.counts.items()},
            "differences": [
                {"projection": name, "id": id, "fields": [{"field": f, "live": a, "again": b} for f, a, b in there]}
                for name, id, there in self.shown
            ],
        }


def differences(store: Store[Any], generation: str, moment: ClientSession, compared: Compared) -> Iterator[Pair]:
    """Every document that is not the same in the generation as it was live at that moment; `compared` counts all."""
    live = store.generations.current_at(moment)
    for collection in store.generations.projections:
        count = compared.counts[collection.name] = Count()
        here = _documents(store, collection.place(live), moment)
        there = _documents(store, collection.place(generation), None)
        one, other = next(here, None), next(there, None)
        while one is not None or other is not None:
            low = min(document["_id"] for document in (one, other) if document is not None)
            mine = one if one is not None and one["_id"] == low else None
            again = other if other is not None and other["_id"] == low else None
            count.documents += mine is not None
            count.equal = count.documents - count.different - count.too_many
            if mine is None or again is None or not _same(collection, mine, again):
                yield Pair(collection.name, low, mine, again)
            one = next(here, None) if mine is not None else one
            other = next(there, None) if again is not None else other


def fields(live: Any, again: Any, at: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two documents differ; of one that is missing, the whole of it."""
    if isinstance(live, dict) and isinstance(again, dict):
        for name in sorted(live.keys() | again.keys()):
            if at or name != "v":
                yield from fields(live.get(name), again.get(name), f"{at}.{name}" if at else name)
    elif live != again:
        yield at, live, again


def _documents(store: Store[Any], name: str, moment: ClientSession | None) -> Iterator[Document]:
    yield from store.db[name].find({}, batch_size=READ, session=moment).sort("_id", ASCENDING)


def _same(collection: Collection[Any], live: Document, again: Document) -> bool:
    """Without their versions, which are the stamps of the units that wrote them; each in today's shape."""
    if {**live, "v": 0} == {**again, "v": 0}:
        return True
    try:
        return bool(collection.from_document(live) == collection.from_document(again))
    except (msgspec.ValidationError, LookupError, TypeError, ValueError):
        return False  # what cannot be read is no document of that projection
