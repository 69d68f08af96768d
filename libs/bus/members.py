"""Who lives: the workers of one service that run now, by leases in the service's own database.

A lease is for liveness alone. Two workers who both take something to be theirs for a moment cost a lost fence, after
which both look again who lives.
"""

from __future__ import annotations

import threading
from typing import Any

import structlog
from pymongo import ReturnDocument
from pymongo.errors import PyMongoError
from pymongo.write_concern import WriteConcern

from libs.bus.share import first_choice
from libs.store import Store

log = structlog.get_logger()

LEASE_SECONDS = 6.0
RENEW_ALONE_SECONDS = 2.0
RENEW_SECONDS = 0.5
"""Beside others: how long it takes at most until they see that one came or went."""


class Members:
    """The living workers of a service as this one last saw them: `living`, their names sorted, its own among them.

    A `name` that stays the same when a process is started again is back at once in its old place. All are in one
    document: one statement holds the own lease longer, forgets the dead and reads the others.
    """

    def __init__(self, store: Store[Any], name: str) -> None:
        self.store, self.name = store, name
        self.living: tuple[str, ...] = (name,)
        self._look = threading.Event()
        self._stopped = False

    def mine(self, thing: str) -> bool:
        """Whether a thing that one worker does (a timer, by its id) is this one's."""
        return first_choice(self.living, thing) == self.name

    def first(self) -> bool:
        """Whether what the service does once is done here."""
        return self.living[0] == self.name

    def renew(self) -> None:
        """Lives on, and sees who else does. Raises the database's error; who was seen last is taken to live then."""
        others_alive = {"$and": [{"$ne": ["$$this.name", self.name]}, {"$gt": ["$$this.until", "$$NOW"]}]}
        others = {"$filter": {"input": {"$ifNull": ["$workers", []]}, "cond": others_alive}}
        mine = {"name": self.name, "until": {"$add": ["$$NOW", int(LEASE_SECONDS * 1000)]}}
        workers = self.store.db.workers.with_options(write_concern=WriteConcern(1, j=False))
        seen: Any = self.store.port.call(
            "members.renew", workers.find_one_and_update,
            {"_id": "living"}, [{"$set": {"workers": {"$concatArrays": [others, [mine]]}}}],
            upsert=True, return_document=ReturnDocument.AFTER,
        )  # fmt: skip
        living = tuple(sorted(worker["name"] for worker in seen["workers"]))
        if living != self.living:
            log.info("who lives", workers=living)
        self.living = living

    def run(self) -> None:
        """Renews until `stop()`."""
        while not self._stopped:
            try:
                self.renew()
            except PyMongoError as fault:
                log.info("who lives is not known now", why=repr(fault))
            self._look.wait(RENEW_ALONE_SECONDS if len(self.living) == 1 else RENEW_SECONDS)
            self._look.clear()

    def doubt(self) -> None:
        """Another acts as the owner of something: look now."""
        self._look.set()

    def stop(self) -> None:
        self._stopped = True
        self._look.set()

    def leave(self) -> None:
        """Once all is finished here: the others need not wait for the lease to run out."""
        try:
            self.store.db.workers.update_one({"_id": "living"}, {"$pull": {"workers": {"name": self.name}}})
        except PyMongoError as fault:
            log.info("not taken out of who lives", why=repr(fault))
