"""Gives committed pages their sequence numbers: gapless a topic partition, in the order of each key's versions.

Only committed pages are seen, so an aborted unit leaves no gap and one still open is simply numbered later; and a
number once given is the same at every re-send.
"""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import OperationFailure
from pymongo.read_concern import ReadConcern

from libs.bus.lease import Lease
from libs.store import FenceLost, Store
from libs.store.commit import send_commit
from libs.store.pages import Page

PAGES = 200
BYTES = 4_000_000

Partition = tuple[str, int]


def counter_id(topic: str, partition: int) -> str:
    return f"{topic}/{partition}"


def number_pages(store: Store[Any], lease: Lease) -> list[Page]:
    """Numbers what waits, in one fenced snapshot transaction. Raises `FenceLost` when another relay has taken over."""
    if store.db.outbox.find_one({"pending": True}, {"_id": 1}) is None:
        return []
    with store.client.start_session() as session:
        session.start_transaction(read_concern=ReadConcern("snapshot"))
        pages = store.port.call("relay.read", _waiting, store, session)
        if not pages:
            session.abort_transaction()
            return []
        try:
            store.port.call("relay.number", _give_numbers, store, session, lease.epoch, pages)
            send_commit(store, session)
        except OperationFailure as fault:
            if not fault.has_error_label("TransientTransactionError"):
                raise
            store.count("numbering_conflict")
            return []
    return pages


def _waiting(store: Store[Any], session: ClientSession) -> list[Page]:
    pages: list[Page] = []
    size = 0
    cursor = store.db.outbox.find({"pending": True}, session=session, batch_size=PAGES)
    for page in cursor.sort([("pending", ASCENDING), ("_id", ASCENDING)]).limit(PAGES):
        pages.append(page)
        size += sum(len(event["data"]) for event in page["events"])
        if size > BYTES:
            break
    return pages


def _give_numbers(store: Store[Any], session: ClientSession, epoch: int, pages: list[Page]) -> None:
    ids = sorted({counter_id(page["topic"], page["partition"]) for page in pages})
    counters = {c["_id"]: c for c in store.db.relay.find({"_id": {"$in": ids}}, session=session)}
    if unknown := [id for id in ids if id not in counters]:
        raise FenceLost(f"{', '.join(unknown)}: no topic of this service (any more)")
    following = {id: counters[id]["next"] for id in ids}
    updates: list[Any] = []
    for page in pages:
        id = counter_id(page["topic"], page["partition"])
        page["first"] = following[id]
        following[id] += page["n"]
        updates.append(
            UpdateOne(
                {"_id": page["_id"], "pending": True}, {"$set": {"first": page["first"]}, "$unset": {"pending": ""}}
            )
        )
    numbered = store.db.outbox.bulk_write(updates, ordered=False, session=session)
    fenced = [UpdateOne({"_id": "lease", "epoch": epoch}, {"$inc": {"turns": 1}})]
    fenced += [UpdateOne({"_id": id, "next": counters[id]["next"]}, {"$set": {"next": following[id]}}) for id in ids]
    moved = store.db.relay.bulk_write(fenced, session=session)
    if numbered.matched_count != len(pages) or moved.matched_count != len(fenced):
        session.abort_transaction()
        raise FenceLost(f"epoch {epoch} is over")
