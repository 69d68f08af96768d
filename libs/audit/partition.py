"""The chain of one partition, made again from its pages: in order, some at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from pymongo import ASCENDING, DESCENDING

from libs.audit.broken import Broken
from libs.audit.chain import genesis, link_of
from libs.audit.expired import Expired
from libs.store import Store
from libs.store.pages import Page

PAGES = 200


class Chain:
    """`place`: topic/partition; `first`: the number at which its chain begins. It stands at `last`, with `link`.

    `expired`: is shown what it reads.
    """

    def __init__(self, store: Store[Any], place: str, first: int, expired: Expired) -> None:
        self.store, self.place, self.expired = store, place, expired
        topic, _, partition = place.rpartition("/")
        self._here = {"topic": topic, "partition": int(partition)}
        self.first, self.last, self.link = first, first - 1, genesis(place, first)
        self.held = first - 1
        """The last number up to which it was found whole."""
        self._ahead: deque[tuple[int, bytes]] = deque()
        self._read = self.last, self.link
        self._after = first - 1
        """The first number of the page that was read last."""

    def go_to(self, last: int, link: bytes, who: str) -> None:
        """On to `last`. Raises `Broken` where the pages up to there are not what `who` says, which has this link."""
        before = self.last
        while self.last < last:
            if not self._ahead and not self._read_on():
                raise Broken(f"{self.place}: the record ends at {self.last}, {who} says {last}")
            self.last, self.link = self._ahead.popleft()
        if self.last != last:
            raise Broken(f"{self.place}: no page ends at {last}, as {who} says; one ends at {self.last}")
        if self.link != link:
            under = f"what is under {before + 1} to {last}" if before < last else f"the chain up to {last}"
            raise Broken(f"{self.place}: {under} is not what {who} says")
        self.held = last

    def expect_nothing_after(self) -> None:
        """Raises `Broken` where a page has a number that the counter has not given."""
        newest = self._newest()
        counter = self._counter()
        try:
            beyond = newest and newest["first"] + newest["n"] > counter["next"]
        except (TypeError, KeyError):
            beyond = True
        if beyond:
            raise Broken(f"{self.place}: number {newest['first']} is in the record, and was not given")

    def expect_none(self) -> None:
        """Raises `Broken` where the counter knows of no chain, and a page does."""
        newest = self._newest()
        if "link" in newest and "link" not in self._counter():
            raise Broken(f"{self.place}: number {newest['first']} is in a chain that the counter does not know")

    def _newest(self) -> Mapping[str, Any]:
        """Of the page with the highest number: that, and its link. Read before the counter, which moves with it."""
        fields, highest = {"first": 1, "n": 1, "link": 1}, [("first", DESCENDING)]
        return self.store.db.outbox.find_one({**self._here, "first": {"$exists": True}}, fields, sort=highest) or {}

    def _counter(self) -> Mapping[str, Any]:
        return self.store.db.relay.find_one({"_id": self.place}) or {"next": 1}

    def _read_on(self) -> bool:
        pages = self.store.db.outbox.find({**self._here, "first": {"$gt": self._after}})
        for page in pages.sort("first", ASCENDING).limit(PAGES):
            try:
                self._read = self._made_again(page)
            except Broken:
                if self._ahead:  # it comes when those before it have been held against the checkpoints
                    break
                raise
            self._after = page["first"]
            self._ahead.append(self._read)
        return bool(self._ahead)

    def _made_again(self, page: Page) -> tuple[int, bytes]:
        """Where a page ends, and its link."""
        (last, link), first = self._read, page["first"]
        if first != last + 1:
            missing = isinstance(first, int) and first > last
            which = f"{last + 1} to {first - 1} are missing" if missing else f"{first} is there twice"
            raise Broken(f"{self.place}: {which}")
        under = f"what is under {first} to {first + len(page['events']) - 1}"
        try:
            made = link_of(link, self.place, page)
        except (KeyError, TypeError, AttributeError, ValueError) as fault:
            raise Broken(f"{self.place}: {under} cannot be read: {fault!r}") from fault
        if page["n"] != len(page["events"]) or made != page.get("link"):
            raise Broken(f"{self.place}: {under} is not what was chained there")
        self.expired.see(self.place, page)
        return first + len(page["events"]) - 1, made
