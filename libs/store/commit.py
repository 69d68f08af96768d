"""Commits a unit: documents with their versions, pages of events, position and keys, in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from bson import encode
from bson.raw_bson import RawBSONDocument
from pymongo import DeleteOne, InsertOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError, ConnectionFailure, DuplicateKeyError, PyMongoError

from libs.store.collection import Collection, Document
from libs.store.faults import Conflict, FenceLost, OutcomeUnknown, TooLarge, Unavailable, passes, without_content
from libs.store.pages import to_pages
from libs.store.slot import Slot
from libs.store.unit import RawWrite, Unit

if TYPE_CHECKING:
    from libs.store.store import Store

R = TypeVar("R")

UNIT_BYTES = 4_000_000
COMMIT_PATIENCE = 30.0
"""Machine seconds for which a commit whose answer was lost is asked for again."""

TRIES = 50
"""Some 4 s of conflicts."""

Writes = dict[str, list[Any]]
Changed = tuple[Collection[Any], str, Slot]


class Prepared(NamedTuple):
    """A unit as it is to be written. `stamp`: the version that its documents will have."""

    unit: Unit
    stamp: int
    writes: Writes


def commit(store: Store[Any], unit: Unit) -> None:
    """Writes the unit whole, or raises a fault that says that nothing was written (or that it is not known)."""
    prepared = prepare(unit)
    send(store, prepared)
    if unit.recent is not None:
        unit.recent.keep(unit, prepared.stamp)


def prepare(unit: Unit) -> Prepared:
    """All that the unit writes, encoded here and not while the commit is waited for. Raises `TooLarge`."""
    changed = unit.changed()
    stamp = _stamp(changed)
    return Prepared(unit, stamp, _writes(unit, changed, stamp))


def send(store: Store[Any], prepared: Prepared) -> None:
    """Looks whether what it relied on is still so, and writes it. Raises as `commit` does."""
    if prepared.unit.recent is not None:
        prepared.unit.recent.look(prepared.unit)
    write(store, prepared, lambda: None)


def write(store: Store[Any], prepared: Prepared, last: Callable[[], None]) -> None:
    """Writes it; `last` is called before the commit, and what it raises undoes all. Raises as `commit` does."""
    unit, _, writes = prepared
    if not writes and not unit.raw:
        last()
        return
    try:
        with store.session() as session:
            session.start_transaction()
            for name, fences in _fences(unit).items():
                _fenced(store, session, name, fences)
            for name, operations in writes.items():
                _bulk(store, session, name, operations)
            last()
            send_commit(store, session)
    except PyMongoError as fault:
        raise as_fault(fault) from None


def _writes(unit: Unit, changed: list[Changed], stamp: int) -> Writes:
    """Every write of the unit, by collection."""
    if unit.bytes > UNIT_BYTES and len(unit.raised) > 1:
        raise TooLarge(f"{unit.bytes} bytes of events in one unit; {UNIT_BYTES} at most")
    heard = any(raw.collection == "positions" for raw in unit.raw)
    writes: Writes = {}
    for collection, id, slot in changed:
        if collection.projection and not heard:
            raise TypeError(f"{collection.name} is a projection: only what is heard of others changes it")
        writes.setdefault(unit.place_of(collection), []).append(_write(collection, id, slot, stamp))
    for name, document in unit.inserts:
        writes.setdefault(name, []).append(InsertOne(document))
    if unit.raised:
        pages = to_pages(unit.raised, stamp, unit.id)
        writes["outbox"] = [InsertOne(RawBSONDocument(encode(page))) for page in pages]
    return writes


def _stamp(changed: list[Changed]) -> int:
    """Above the version of every document that the unit writes, and near the machine's microseconds."""
    highest = max((slot.version for _, _, slot in changed), default=0)
    return max(time.time_ns() // 1000, highest + 1)


def _write(collection: Collection[Any], id: str, slot: Slot, stamp: int) -> Any:
    if slot.version == 0:
        return InsertOne(collection.to_document(slot.value, stamp))
    if slot.write == "remove":
        return DeleteOne({"_id": id, "v": slot.version})
    if slot.write == "guard":
        return _changed_if(id, slot.version, {"$mergeObjects": ["$$ROOT", {"v": stamp}]})
    return _changed_if(id, slot.version, {"$literal": collection.to_document(slot.value, stamp, slot.others)})


def _changed_if(id: str, version: int, changed: Document) -> UpdateOne:
    """Found by its id alone, and left as it is where its version is another.

    A filter that names the version too is planned for each document anew, which costs the database more than the write.
    """
    seen = {"$eq": ["$v", version]}
    return UpdateOne({"_id": id}, [RawBSONDocument(encode({"$replaceWith": {"$cond": [seen, changed, "$$ROOT"]}}))])


def _fences(unit: Unit) -> dict[str, list[RawWrite]]:
    """The unit's raw writes, by collection."""
    fences: dict[str, list[RawWrite]] = {}
    for raw in unit.raw:
        fences.setdefault(raw.collection, []).append(raw)
    return fences


def _fenced(store: Store[Any], session: ClientSession, name: str, fences: list[RawWrite]) -> None:
    """Raw writes whose filters are fences: when one touches nothing, somebody else has gone on."""
    operations = [fence.operation for fence in fences]
    try:
        done = store.port.call("store.fence", store.db[name].bulk_write, operations, session=session)
    except BulkWriteError as fault:
        if _only_duplicates(fault):
            raise FenceLost(f"{name}: {without_content(fault)}") from None
        raise
    touched = done.matched_count + done.inserted_count + done.upserted_count + done.deleted_count
    if touched != sum(fence.expect for fence in fences):
        raise FenceLost(f"{name}: {touched} of {len(operations)} were as they had been")


def _bulk(store: Store[Any], session: ClientSession, name: str, operations: list[Any]) -> None:
    done = store.port.call("store.write", store.db[name].bulk_write, operations, ordered=False, session=session)
    if done.modified_count + done.inserted_count + done.deleted_count != len(operations):
        raise Conflict(f"{name}: a document changed since it was read")


def send_commit(store: Store[Any], session: ClientSession) -> None:
    """Commits, and asks again for as long as the answer is lost; what is asked again is the commit alone.

    A commit that the server ended while it waited for the journal has no answer either.
    """
    deadline = time.monotonic() + COMMIT_PATIENCE
    while True:
        try:
            store.port.call("store.commit", session.commit_transaction)
            return
        except PyMongoError as fault:
            if not fault.has_error_label("UnknownTransactionCommitResult") and not passes(fault):
                raise
            if time.monotonic() > deadline:
                raise OutcomeUnknown(str(without_content(fault))) from None
            store.count("commit_asked_again")
            time.sleep(0.05)


def as_fault(fault: PyMongoError) -> Exception:
    """What a failure of the transaction means; it is not raised for a commit whose answer was lost.

    It quotes nothing of what was to be written, nor must the fault be told beside it: logs name nobody.
    """
    if isinstance(fault, BulkWriteError) and _only_duplicates(fault):
        return Conflict("a document that the unit took to be new exists")
    if isinstance(fault, ConnectionFailure):
        return Unavailable(str(fault))
    if isinstance(fault, DuplicateKeyError) or fault.has_error_label("TransientTransactionError"):
        return Conflict(str(without_content(fault)))
    told = without_content(fault)
    return Unavailable(str(told)) if passes(fault) else told


def _only_duplicates(fault: BulkWriteError) -> bool:
    errors = fault.details.get("writeErrors", [])
    return bool(errors) and all(error.get("code") == 11000 for error in errors)


def again(decide: Callable[[bool], R], tries: int = TRIES) -> R:
    """Runs `decide(careful)` until it does not conflict; the first try is not careful."""
    for turn in range(tries):
        try:
            return decide(turn > 0)
        except Conflict:
            if turn + 1 == tries:
                raise
            time.sleep(min(0.001 * 2**turn, 0.1))
    raise AssertionError("unreachable")
