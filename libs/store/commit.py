"""Commits a unit: documents with their versions, pages of events, position and keys, in one transaction.

What it relied on is looked at, and all of it is written, in one go; then it is committed. Those are two round trips.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError, ConnectionFailure, DuplicateKeyError, PyMongoError

from libs.store.faults import Conflict, OutcomeUnknown, Unavailable, passes, without_content
from libs.store.look import looks
from libs.store.sure import expect_guarded
from libs.store.together import Statement, reads, together
from libs.store.together import commit as commit_in_one
from libs.store.unit import Unit
from libs.store.writes import Changed, to_writes

if TYPE_CHECKING:
    from libs.store.store import Store

R = TypeVar("R")

COMMIT_PATIENCE = 30.0
"""Machine seconds for which a commit whose answer was lost is asked for again."""

TRIES = 50
"""Some 4 s of conflicts."""


class Prepared(NamedTuple):
    """A unit as it is to be written. `stamp`: the version that its documents will have. `writes`: else it only looks.

    `statements`: encoded, or to be encoded while they are sent (an iterator).
    """

    unit: Unit
    stamp: int
    writes: bool
    statements: Iterable[Statement]


def commit(store: Store[Any], unit: Unit) -> None:
    """Writes the unit whole, or raises a fault that says that nothing was written (or that it is not known)."""
    prepared = prepare(unit, encoded=False)
    write(store, prepared)
    if unit.recent is not None:
        unit.recent.keep(unit, prepared.stamp)


def prepare(unit: Unit, encoded: bool = True) -> Prepared:
    """All that the unit writes: `encoded` now, where it has to wait for its turn, else while it is sent.

    Raises `TooLarge`.
    """
    expect_guarded(unit)
    changed = unit.changed()
    stamp = _stamp(changed)
    writes = bool(changed or unit.fences or unit.inserts or unit.raised)
    statements = itertools.chain(to_writes(unit, changed, stamp), looks(unit))
    return Prepared(unit, stamp, writes, list(statements) if encoded else statements)


def write(store: Store[Any], prepared: Prepared) -> None:
    """Writes it, and looks whether what it relied on is still so. Raises as `commit` does."""
    statements = prepared.statements
    try:
        if not prepared.writes:
            if looked_at := list(statements):
                store.port.call("store.look", reads, store.client, store.db.name, looked_at)
            return
        with store.session() as session:
            session.start_transaction()
            store.port.call("store.write", together, session.client, store.db.name, statements, session)
            send_commit(store, session)
    except PyMongoError as fault:
        raise as_fault(fault) from None


def _stamp(changed: Sequence[Changed]) -> int:
    """Above the version of every document that the unit writes, and near the machine's microseconds."""
    highest = max((slot.version for _, _, slot in changed), default=0)
    return max(time.time_ns() // 1000, highest + 1)


def send_commit(store: Store[Any], session: ClientSession) -> None:
    """Commits, and asks again for as long as the answer is lost; what is asked again is the commit alone.

    A commit that the server ended while it waited for the journal has no answer either.
    """
    deadline = time.monotonic() + COMMIT_PATIENCE
    ask: Callable[[ClientSession], None] = commit_in_one
    while True:
        try:
            store.port.call("store.commit", ask, session)
            return
        except PyMongoError as fault:
            if not fault.has_error_label("UnknownTransactionCommitResult") and not passes(fault):
                raise
            if time.monotonic() > deadline:
                raise OutcomeUnknown(str(without_content(fault))) from None
            store.count("commit_asked_again")
            time.sleep(0.05)
            ask = ClientSession.commit_transaction


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
