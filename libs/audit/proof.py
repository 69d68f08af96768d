"""The proof of single events: each held against the chain from its own page up to the checkpoint that covers it.

A signed head commits to all that was chained before it; so what lies between need not be read from the beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pymongo import ASCENDING, DESCENDING

from libs.audit.broken import Broken
from libs.audit.chain import genesis, link_of
from libs.audit.checkpoint import read_line
from libs.audit.kept import Kept
from libs.events.expired import hash_left
from libs.store import Store
from libs.store.pages import Page


class Proof(NamedTuple):
    """Of the event under `sequence`: the `hash` of what stands there, hexadecimal, empty where nothing does.

    `checkpoint`: the first that covers it, `signed_at` by the machine's clock; None: not signed yet, and `fault` None
    then says that it agrees with the database's own counter alone. `fault`: a sentence where something does not agree.
    """

    sequence: int
    hash: str
    checkpoint: int | None
    signed_at: datetime | None
    fault: str | None


class _Covered(NamedTuple):
    """Where a chain stood when it was signed, or stands by its counter."""

    last: int
    link: bytes
    checkpoint: int | None = None
    at: datetime | None = None


def prove(store: Store[Any], kept: Kept | None, topic: str, partition: int, wanted: Iterable[int]) -> list[Proof]:
    """One for each number, in their order. Raises the database's error, `OSError` where checkpoints cannot be read."""
    place = f"{topic}/{partition}"
    numbers = sorted(set(wanted))
    proofs: list[Proof] = []
    for head in [*_signed(kept, place), *_counted(store, place)]:
        here = [number for number in numbers if number <= head.last]
        numbers = numbers[len(here) :]
        if here:
            proofs += _under(store, place, head, here)
        if not numbers:
            break
    return [*proofs, *(Proof(number, "", None, None, f"{place}: {number} was never given") for number in numbers)]


def _under(store: Store[Any], place: str, head: _Covered, numbers: Sequence[int]) -> list[Proof]:
    """Those that one head covers: the pages from the first of them on are made again up to it."""
    hashes: dict[int, str] = {}
    fault: str | None = None
    try:
        link, expected = b"", 0
        for page in _pages(store, place, numbers[0], head.last):
            if not expected:
                link, expected = _link_before(store, place, page), page["first"]
            if page["first"] != expected:
                raise Broken(f"{place}: {expected} to {page['first'] - 1} are missing")
            link = link_of(link, place, page)
            expected += len(page["events"])
            hashes |= {number: hash for number, hash in _hashes(page) if number in numbers}
        if expected != head.last + 1 or link != head.link:
            who = "its counter" if head.checkpoint is None else f"checkpoint {head.checkpoint}"
            raise Broken(f"{place}: what is under {numbers[0]} to {head.last} is not what {who} says")
    except Broken as broken:
        fault = str(broken)
    except (KeyError, TypeError, AttributeError, ValueError) as unreadable:
        fault = f"{place}: what is under {numbers[0]} to {head.last} cannot be read: {unreadable!r}"
    return [Proof(number, hashes.get(number, ""), head.checkpoint, head.at, fault) for number in numbers]


def _signed(kept: Kept | None, place: str) -> Iterator[_Covered]:
    """Every signed head of this place, in order; a line that is not signed by the service's key counts for nothing."""
    named = f'"{place}"'.encode()
    for line in kept.lines(kept.size()) if kept else ():
        if named not in line:
            continue
        try:
            checkpoint = read_line(line)
            head = checkpoint.heads[place]
            link = bytes.fromhex(head.link)
        except (ValueError, KeyError):
            continue
        if kept and checkpoint.service == kept.service and checkpoint.is_signed_by(*kept.keys):
            yield _Covered(head.last, link, checkpoint.number, checkpoint.at)


def _counted(store: Store[Any], place: str) -> Iterator[_Covered]:
    counter = store.db.relay.find_one({"_id": place})
    if counter is not None and "link" in counter:
        yield _Covered(counter["next"] - 1, counter["link"])


def _here(place: str) -> dict[str, Any]:
    topic, _, partition = place.rpartition("/")
    return {"topic": topic, "partition": int(partition)}


def _pages(store: Store[Any], place: str, first: int, last: int) -> Iterator[Page]:
    """From the page that holds number `first` to the one that holds `last`."""
    begin = store.db.outbox.find_one(
        {**_here(place), "first": {"$lte": first}}, {"first": 1}, sort=[("first", DESCENDING)]
    )
    lowest = begin["first"] if begin else first
    yield from store.db.outbox.find({**_here(place), "first": {"$gte": lowest, "$lte": last}}).sort("first", ASCENDING)


def _link_before(store: Store[Any], place: str, page: Page) -> bytes:
    """The link that the page's own was made of, as stored: were it not true, nothing would lead to a signed head."""
    earlier = {**_here(place), "first": {"$lt": page["first"]}, "link": {"$exists": True}}
    before = store.db.outbox.find_one(earlier, {"link": 1}, sort=[("first", DESCENDING)])
    return bytes(before["link"]) if before else genesis(place, page["first"])


def _hashes(page: Page) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(page["events"], page["first"]):
        yield number, hash_left(row["id"], row["type"], row["key"], row["time"], row["data"]).hex()
