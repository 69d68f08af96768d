"""Gives committed pages their sequence numbers: gapless a topic partition, in the order of each key's versions.

Only committed pages are seen, all of one moment, so an aborted unit leaves no gap and one still open is simply
numbered later; and a number once given is the same at every re-send. The transaction itself only writes: where each
counter stands and whose lease it is are the conditions of its updates, so nobody else has numbered these pages.

With its number each page gets its link of the partition's chain, and the counter that of the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pymongo import ASCENDING
from pymongo.errors import OperationFailure
from pymongo.read_concern import ReadConcern

from libs.audit import link_of
from libs.bus.lease import Lease
from libs.store import FenceLost, Store
from libs.store.collection import Document
from libs.store.commit import send_commit
from libs.store.pages import Page
from libs.store.together import Statement, together
from libs.store.writes import fenced

PAGES = 200
BYTES = 4_000_000

Partition = tuple[str, int]


def counter_id(topic: str, partition: int) -> str:
    return f"{topic}/{partition}"


def number_pages(
    store: Store[Any], lease: Lease, counters: Mapping[Partition, int], links: Mapping[Partition, bytes]
) -> list[Page]:
    """Numbers what waits, in one fenced transaction; `counters`, `links`: next number and last link of each partition.

    Raises `FenceLost` when another relay has taken over.
    """
    pages = store.port.call("relay.read", _waiting, store)
    if not pages:
        return []
    statements = _numbering(lease.epoch, pages, counters, links)
    with store.session() as session:
        session.start_transaction()
        try:
            store.port.call("relay.number", together, session.client, store.db.name, statements, session)
            send_commit(store, session)
        except FenceLost as lost:
            raise FenceLost(f"epoch {lease.epoch} is over: {lost}") from None
        except OperationFailure as fault:
            if not fault.has_error_label("TransientTransactionError"):
                raise
            store.count("numbering_conflict")
            return []
    return pages


def _waiting(store: Store[Any]) -> list[Page]:
    """Committed pages without a number, of one moment: whoever sees a key's page sees those before it."""
    pages: list[Page] = []
    size = 0
    outbox = store.db.outbox.with_options(read_concern=ReadConcern("snapshot"))
    cursor = outbox.find({"pending": True}, batch_size=PAGES)
    for page in cursor.sort([("pending", ASCENDING), ("_id", ASCENDING)]).limit(PAGES):
        pages.append(page)
        size += sum(len(event["data"]) for event in page["events"])
        if size > BYTES:
            break
    return pages


def _numbering(
    epoch: int, pages: list[Page], counters: Mapping[Partition, int], links: Mapping[Partition, bytes]
) -> list[Statement]:
    """Gives the pages their numbers here, and makes the statements by which they and the counters have them."""
    places = sorted({(page["topic"], page["partition"]) for page in pages})
    if unknown := [counter_id(*place) for place in places if place not in counters]:
        raise FenceLost(f"{', '.join(unknown)}: no topic of this service (any more)")
    following = {place: counters[place] for place in places}
    heads = {place: links[place] for place in places}
    updates: list[Document] = []
    for page in pages:
        place = page["topic"], page["partition"]
        page["first"] = following[place]
        following[place] += page["n"]
        heads[place] = page["link"] = link_of(heads[place], counter_id(*place), page)
        given = {"first": page["first"], "link": page["link"]}
        updates.append({"q": {"_id": page["_id"]}, "u": {"$set": given, "$unset": {"pending": ""}}})
    counted = [{"q": {"_id": "lease", "epoch": epoch}, "u": {"$inc": {"turns": 1}}}]
    for place in places:
        here = {"_id": counter_id(*place), "next": counters[place]}
        counted.append({"q": here, "u": {"$set": {"next": following[place], "link": heads[place]}}})
    return [*fenced("outbox", updates), *fenced("relay", counted)]
