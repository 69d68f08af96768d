"""The counters of a service's partitions: the next number, how far it was sent, and the last link of its chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pymongo import UpdateOne

from libs.audit import genesis
from libs.bus.numbering import Partition, counter_id
from libs.store import FenceLost, Store


class Counter(NamedTuple):
    """`next`: the number that is given next; `sent`: the watermark; `link`: of the page that was numbered last."""

    next: int
    sent: int
    link: bytes


def read_counters(store: Store[Any], places: Iterable[Partition]) -> Mapping[Partition, Counter]:
    """Made on first sight. Where pages were numbered before there were chains, one begins at the present number.

    Only for who has the relay's lease. Raises `FenceLost` where somebody else is numbering.
    """
    ids = {place: counter_id(*place) for place in places}
    found = {c["_id"]: c for c in store.db.relay.find({"_id": {"$in": list(ids.values())}})}
    new = [
        UpdateOne({"_id": id}, {"$setOnInsert": {"next": 1, "sent": 0, **_beginning(id, 1)}}, upsert=True)
        for id in ids.values()
        if id not in found
    ]
    begun = [
        UpdateOne(_unchained(counter), {"$set": _beginning(id, counter["next"])})
        for id, counter in found.items()
        if "link" not in counter
    ]
    if new or begun:
        done = store.db.relay.bulk_write([*new, *begun])
        if done.matched_count < len(begun):
            raise FenceLost("a chain could not be begun: another relay is numbering")
    return {place: _counter(id, found.get(id, {})) for place, id in ids.items()}


def _counter(id: str, found: Mapping[str, Any]) -> Counter:
    next = found.get("next", 1)
    return Counter(next, found.get("sent", 0), found.get("link") or genesis(id, next))


def _unchained(counter: Mapping[str, Any]) -> dict[str, Any]:
    """The same counter, as long as nobody has moved it."""
    return {"_id": counter["_id"], "next": counter["next"], "link": {"$exists": False}}


def _beginning(id: str, first: int) -> dict[str, Any]:
    return {"link": genesis(id, first), "chained_from": first}
