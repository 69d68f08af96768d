"""What a unit writes, as statements of its transaction: each is checked for having done all that it says."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from bson import encode

from libs.store.collection import Collection, Document
from libs.store.faults import Conflict, FenceLost, TooLarge
from libs.store.pages import to_pages
from libs.store.slot import Slot
from libs.store.together import Statement

if TYPE_CHECKING:
    from libs.store.unit import Unit

UNIT_BYTES = 4_000_000
STATEMENT_BYTES = 16_000_000
"""The database takes three times as much in one message."""

Changed = tuple[Collection[Any], str, Slot]
Documents = dict[str, list[Document]]


def inserted(name: str, documents: Sequence[Document]) -> Iterator[Statement]:
    """All of them new: one that exists is an error of the database."""
    return _statements({"insert": name, "ordered": False}, "documents", documents, "n", Conflict)


def fenced(name: str, updates: Sequence[Document]) -> Iterator[Statement]:
    """Each `{"q": …, "u": …}` must find one; where it finds none somebody else has gone on: `FenceLost` is raised."""
    return _statements({"update": name, "ordered": False}, "updates", updates, "n", FenceLost)


def to_writes(unit: Unit, changed: Sequence[Changed], stamp: int) -> Iterator[Statement]:
    """Every write of the unit: first its fences, then what it changed, then its events. Raises `TooLarge` at once;
    each is encoded when it is asked for.
    """
    if unit.bytes > UNIT_BYTES and len(unit.raised) > 1:
        raise TooLarge(f"{unit.bytes} bytes of events in one unit; {UNIT_BYTES} at most")
    fences: Documents = {}
    for name, where, what in unit.fences:
        fences.setdefault(name, []).append({"q": where, "u": what})
    new, old, gone = _by_collection(unit, changed, stamp)
    for name, document in unit.inserts:
        new.setdefault(name, []).append(document)
    if unit.raised:
        new["outbox"] = to_pages(unit.raised, stamp, unit.id)
    return itertools.chain(
        (one for name, found in fences.items() for one in fenced(name, found)),
        (one for name, found in gone.items() for one in _deleted(name, found)),
        (one for name, found in _let_go(unit, changed).items() for one in _reached(name, found)),
        (one for name, found in old.items() for one in _replaced(name, found)),
        (one for name, found in new.items() for one in inserted(name, found)),
    )


def _by_collection(unit: Unit, changed: Sequence[Changed], stamp: int) -> tuple[Documents, Documents, Documents]:
    """What is new, what becomes another, and what goes."""
    heard = any(name == "positions" for name, _, _ in unit.fences)
    new: Documents = {}
    old: Documents = {}
    gone: Documents = {}
    for collection, id, slot in changed:
        if collection.projection and not heard:
            raise TypeError(f"{collection.name} is a projection: only what is heard of others changes it")
        name = unit.place_of(collection)
        if slot.version == 0:
            new.setdefault(name, []).append(collection.to_document(slot.value, stamp))
        elif slot.write == "remove":
            gone.setdefault(name, []).append({"q": {"_id": id, "v": slot.version}, "limit": 1})
        else:
            old.setdefault(name, []).append(_if_at(id, slot.version, _becomes(collection, slot, stamp)))
    return new, old, gone


def _let_go(unit: Unit, changed: Sequence[Changed]) -> Documents:
    """Who may hold less than before keeps what they hold from now on, before anybody takes the rest: nothing is held by
    two, also where two hand each other what they hold. Their versions are looked at by what is written then.
    """
    found: Documents = {}
    for collection, id, slot in changed:
        if collection.holds and _may_let_go(collection, slot):
            kept = {"$in": ["$$this.id", {"$literal": collection.held_by(slot.value)}]}
            left = {collection.holds: {"$filter": {"input": f"${collection.holds}", "cond": kept}}}
            found.setdefault(unit.place_of(collection), []).append({"q": {"_id": id}, "u": [{"$set": left}]})
    return found


def _may_let_go(collection: Collection[Any], slot: Slot) -> bool:
    """Not who is new, nor who goes whole."""
    if not slot.version or slot.value is None:
        return False
    if slot.stored is None:
        return True
    same = getattr(slot.stored, collection.holds) is getattr(slot.value, collection.holds)
    return not same and not set(collection.held_by(slot.stored)) <= set(collection.held_by(slot.value))


def _becomes(collection: Collection[Any], slot: Slot, stamp: int) -> Document:
    """What is stored next: what there is with what is other now; the whole of what is stored in an older shape."""
    if slot.write == "guard":
        other: Document = {}
    elif slot.stored is None:
        return {"$literal": collection.to_document(slot.value, stamp, slot.others)}
    else:
        other = collection.changes(slot.stored, slot.value)
    return {"$mergeObjects": ["$$ROOT", {"$literal": {**other, "v": stamp}}]}


def _if_at(id: str, version: int, changed: Document) -> Document:
    """Found by its id alone, and left as it is where its version is another.

    A filter that names the version too is planned for each document anew, which costs the database more than the write.
    """
    seen = {"$eq": ["$v", version]}
    return {"q": {"_id": id}, "u": [{"$replaceWith": {"$cond": [seen, changed, "$$ROOT"]}}]}


def _replaced(name: str, updates: Sequence[Document]) -> Iterator[Statement]:
    return _statements({"update": name, "ordered": False}, "updates", updates, "nModified", Conflict)


def _reached(name: str, updates: Sequence[Document]) -> Iterator[Statement]:
    return _statements({"update": name, "ordered": False}, "updates", updates, "n", Conflict)


def _deleted(name: str, deletes: Sequence[Document]) -> Iterator[Statement]:
    return _statements({"delete": name, "ordered": False}, "deletes", deletes, "n", Conflict)


def _statements(
    command: Document, field: str, documents: Sequence[Document], counted: str, unlike: type[Exception]
) -> Iterator[Statement]:
    """Each has to count all of its documents."""
    for some in _in_parts(documents):
        check = partial(_all_counted, next(iter(command.values())), counted, len(some), unlike)
        yield Statement(command, check, field, some)


def _all_counted(name: str, counted: str, expected: int, unlike: type[Exception], answer: Document) -> None:
    if (done := answer.get(counted, 0)) != expected:
        raise unlike(f"{name}: {done} of {expected} were as they had been")


def _in_parts(documents: Sequence[Document]) -> Iterator[list[bytes]]:
    """Encoded; no part larger than a statement should be."""
    some: list[bytes] = []
    size = 0
    for document in map(encode, documents):
        if some and size + len(document) > STATEMENT_BYTES:
            yield some
            some, size = [], 0
        some.append(document)
        size += len(document)
    yield some
