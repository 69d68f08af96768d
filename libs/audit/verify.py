"""Whether a service's record is what was chained, and what its checkpoints say: made again, some pages at a time.

What is added meanwhile is left out: what the database knows of the checkpoints is read first, then how long their file
is, then the counters, then pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from libs.audit.broken import Broken
from libs.audit.checkpoint import Checkpoint, hash_of_line, read_line
from libs.audit.expired import Expired
from libs.audit.kept import Kept
from libs.audit.partition import Chain
from libs.store import Store

Document = Mapping[str, Any]


class Audit(NamedTuple):
    """`entries`: events in the chain, as far as it was found whole; `first_breach`: where it is not, in a sentence."""

    ok: bool
    entries: int
    first_breach: str | None


def verify_chain(store: Store[Any], kept: Kept | None) -> Audit:
    """Raises the database's error, and `OSError` where the checkpoints cannot be read."""
    known = _known(store)
    size = kept.size() if kept else 0
    counters = {c["_id"]: c for c in store.db.relay.find({"next": {"$exists": True}})}
    expired = Expired()
    chains = {id: Chain(store, id, c["chained_from"], expired) for id, c in counters.items() if "link" in c}
    breach: str | None = None
    try:
        if kept:
            _hold_against(kept, size, known, chains, store)
        for id, chain in chains.items():
            chain.go_to(counters[id]["next"] - 1, counters[id]["link"], "its counter")
            chain.expect_nothing_after()
        for id in counters.keys() - chains.keys():
            Chain(store, id, counters[id]["next"], expired).expect_none()
        expired.expect_said(store)
        if known["number"] and not kept:
            raise Broken(f"checkpoint {known['number']}: no folder of checkpoints is set")
    except Broken as fault:
        breach = str(fault)
    entries = sum(chain.held - chain.first + 1 for chain in chains.values())
    return Audit(breach is None, entries, breach)


def _known(store: Store[Any]) -> Document:
    return store.db.relay.find_one({"_id": "checkpoint"}) or {"number": 0, "hash": ""}


def _hold_against(kept: Kept, size: int, known: Document, chains: Mapping[str, Chain], store: Store[Any]) -> None:
    """The checkpoints in their order, each against the one before it and against the chains, which go on to it."""
    number, previous = 0, ""
    for line in kept.lines(size):
        number += 1
        checkpoint = _expected(line, number, previous, kept)
        previous = hash_of_line(line)
        if number == known["number"] and previous != known["hash"]:
            raise Broken(f"checkpoint {number} is not the one that the database knows")
        for place, head in checkpoint.heads.items():
            if place not in chains:
                raise Broken(f"{place}: there is no chain of it; checkpoint {number} says that it is at {head.last}")
            chains[place].go_to(head.last, bytes.fromhex(head.link), f"checkpoint {number}")
    if number < known["number"]:
        raise Broken(f"checkpoint {number + 1} is missing; the database knows {known['number']}")
    if number > known["number"] + 1 and number > _known(store)["number"] + 1:
        raise Broken(f"checkpoint {number}: the database knows {known['number']} alone")


def _expected(line: bytes, number: int, previous: str, kept: Kept) -> Checkpoint:
    try:
        checkpoint = read_line(line)
    except ValueError as fault:
        raise Broken(f"checkpoint {number} cannot be read: {fault}") from fault
    if not checkpoint.is_signed_by(*kept.keys):
        raise Broken(f"checkpoint {number} is not signed by a key of {kept.service}")
    if (checkpoint.service, checkpoint.number) != (kept.service, number):
        raise Broken(f"checkpoint {number} is missing: {checkpoint.number} of {checkpoint.service} stands there")
    if checkpoint.previous != previous:
        raise Broken(f"checkpoint {number} does not follow the one before it")
    return checkpoint
