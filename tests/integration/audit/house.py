"""A walk whose source is audited, and somebody who can write its database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from libs.audit import Audit, Kept, genesis, link_of, verify_chain
from libs.bus.checkpoints import Checkpoints
from libs.runtime.keys import private_key, public_keys
from libs.runtime.secrets import Secrets
from libs.store import Store
from libs.store.expiry import left_of
from libs.testing.running import until
from libs.testing.walk import Walk

Pages = list[dict[str, Any]]


class House:
    """`write` adds a page an event and numbers it, `sign` makes a checkpoint, `audit` looks."""

    def __init__(self, walk: Walk, folder: Path) -> None:
        self.walk, self.folder = walk, folder
        self.secrets = Secrets.of(folder)
        self.kept = self.new_kept()
        self.checkpoints = self.new_checkpoints()
        self.place = f"{walk.topic.name}/0"

    def new_kept(self) -> Kept:
        """As whoever looks now reads the keys."""
        return Kept(self.folder / "audit", "walk", tuple(public_keys(self.secrets.public_file("audit-walk")).values()))

    def new_checkpoints(self, store: Store[Any] | None = None, epoch: Callable[[], int] | None = None) -> Checkpoints:
        """Those of another worker, or of the same started again."""
        key = partial(private_key, self.secrets.audit_key_file("walk"))
        return Checkpoints(store or self.walk.source, self.kept, key, epoch or self.epoch)

    def epoch(self) -> int:
        """Of whoever has the relay's lease."""
        lease = self.walk.source.db.relay.find_one({"_id": "lease"})
        return int(lease["epoch"]) if lease else 0

    def write(self, *texts: str) -> None:
        """Each an event of partition 0, in a page of its own."""
        key = self.walk.spread("k", 1)[0]
        for text in texts:
            self.walk.add([key], text=text)
        self.number()

    def number(self) -> None:
        """Until all that was committed has its number."""
        pending = {"pending": True}
        until(lambda: self.walk.relay() * 0 or self.walk.source.db.outbox.find_one(pending) is None, "numbered")

    def sign(self) -> bool:
        return self.checkpoints.turn()

    def audit(self, signed: bool = True) -> Audit:
        return verify_chain(self.walk.source, self.kept if signed else None)

    def breach(self) -> str:
        """The first one, without the name of the topic; empty: there is none."""
        return (self.audit().first_breach or "").replace(self.walk.topic.name, "count")

    def lines(self) -> list[bytes]:
        return self.kept.path.read_bytes().splitlines(keepends=True)

    def put_lines(self, lines: Iterable[bytes]) -> None:
        self.kept.path.write_bytes(b"".join(lines))

    # -- who can write the database

    def pages(self) -> Pages:
        """Of partition 0, in their order."""
        here = {"topic": self.walk.topic.name, "partition": 0, "first": {"$exists": True}}
        return list(self.walk.source.db.outbox.find(here).sort("first", 1))

    def put(self, pages: Pages) -> None:
        """Partition 0 holds these and nothing else."""
        outbox = self.walk.source.db.outbox
        outbox.delete_many({"topic": self.walk.topic.name, "partition": 0})
        outbox.insert_many(pages)

    def cover_up(self) -> None:
        """Numbers, links and counter of partition 0 are made again, as the relay would have."""
        first, link, pages = 1, genesis(self.place, 1), self.pages()
        for page in pages:
            page["n"], page["first"] = len(page["events"]), first
            link = page["link"] = link_of(link, self.place, page)
            first += page["n"]
        self.put(pages)
        counter = {"next": first, "sent": first - 1, "link": link}
        self.walk.source.db.relay.update_one({"_id": self.place}, {"$set": counter})


def edit(pages: Pages) -> None:
    event = pages[2]["events"][0]
    event["data"] = event["data"].replace(b"third", b"THIRD")


def delete(pages: Pages) -> None:
    del pages[2]


def reorder(pages: Pages) -> None:
    pages[2]["events"], pages[3]["events"] = pages[3]["events"], pages[2]["events"]


def insert(pages: Pages) -> None:
    pages[2]["events"].insert(0, {**pages[2]["events"][0], "id": "of nobody"})


def cut_tail(pages: Pages) -> None:
    del pages[3:]


def pretend_it_expired(pages: Pages) -> None:
    pages[2]["events"] = [left_of(row, "walk") for row in pages[2]["events"]]
