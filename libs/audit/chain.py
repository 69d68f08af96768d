"""The chain: each numbered page of a topic partition has a link, made of the one before and of all that its events say.

An event that has expired counts as what it said, by the hash that is left of it: expiry changes no link.
"""

from __future__ import annotations

import hashlib

from libs.events.expired import hash_left
from libs.store.pages import Page

LINK_BYTES = 32


def genesis(place: str, first: int) -> bytes:
    """What the first link of a chain follows. `place`: topic/partition; `first`: the number at which it begins."""
    return hashlib.sha256(f"chapelle record\n{place}\n{first}".encode()).digest()


def link_of(before: bytes, place: str, page: Page) -> bytes:
    """SHA-256 of the link before, where the page is, its first number, how many events it has, and the hash of each."""
    chain = hashlib.sha256(before)
    chain.update(f"{place}\n{page['first']}\n{page['n']}\n".encode())
    for row in page["events"]:
        chain.update(hash_left(row["id"], row["type"], row["key"], row["time"], row["data"]))
    return chain.digest()
