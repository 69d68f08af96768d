"""Taking turns: processes of a service that want to write the same documents commit one after the other.

Who conflicts would decide again and again while the other commits. Turns are for speed alone: what is written is held
against versions as ever, so who goes on without one loses nothing but time.
"""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING, Any

import structlog
from pymongo import ReturnDocument
from pymongo.errors import PyMongoError
from pymongo.write_concern import WriteConcern

if TYPE_CHECKING:
    from libs.store.store import Store

log = structlog.get_logger()

LEASE_MS = 1_000
"""By the database's time; who has had a turn for so long is taken to be dead."""
LOOK_SECONDS = 0.002
CONTENDED = 100
"""Commits after a conflict that are made in turn."""

TURN = {"_id": "commits"}


class Turns:
    """Those of one process. First come, first served: who waits stands in the document."""

    def __init__(self, store: Store[Any]) -> None:
        self.store, self.name = store, uuid.uuid4().hex
        self.held = False
        self._contended = 0

    @property
    def contended(self) -> bool:
        """Whether a commit has to wait for its turn."""
        return self._contended > 0

    def take(self) -> None:
        """Before a commit is decided on, while it is contended."""
        self._contended -= 1
        self._take()

    def conflicted(self) -> None:
        """Somebody else has written the same: in turn from now on."""
        self._contended = CONTENDED
        self._take()

    def release(self) -> None:
        """After the commit, whatever became of it: it is the turn of who waits first."""
        if not self.held:
            return
        self.held = False
        following: Any = {
            "holder": {"$ifNull": [{"$first": "$waiting"}, None]},
            "waiting": {"$slice": ["$waiting", 1, 1_000]},
            "until": {"$add": ["$$NOW", LEASE_MS]},
        }
        try:
            self._turns.update_one({**TURN, "holder": self.name}, [{"$set": following}])
        except PyMongoError as fault:
            log.info("turn not given on", why=repr(fault)[:200])

    def _take(self) -> None:
        deadline = time.monotonic() + LEASE_MS / 1000
        try:
            while not self.held and time.monotonic() < deadline:
                self.held = self._asks()
                if not self.held:
                    time.sleep(LOOK_SECONDS)
            if not self.held:
                self._turns.update_one(TURN, {"$pull": {"waiting": self.name}})
        except PyMongoError as fault:
            log.info("not in turn", why=repr(fault)[:200])

    def _asks(self) -> bool:
        """Whether it is this one's turn; else it stands among those who wait."""
        free = {"$or": [{"$eq": [{"$ifNull": ["$holder", None]}, None]}, {"$lt": ["$until", "$$NOW"]}]}
        mine = {"$or": [{"$eq": ["$holder", self.name]}, free]}
        waiting = {"$ifNull": ["$waiting", []]}
        others = {"$filter": {"input": waiting, "cond": {"$ne": ["$$this", self.name]}}}
        stands = {"$cond": [{"$in": [self.name, waiting]}, waiting, {"$concatArrays": [waiting, [self.name]]}]}
        change: Any = {
            "holder": {"$cond": [mine, self.name, "$holder"]},
            "until": {"$cond": [mine, {"$add": ["$$NOW", LEASE_MS]}, "$until"]},
            "waiting": {"$cond": [mine, others, stands]},
        }
        seen: Any = self._turns.find_one_and_update(
            TURN, [{"$set": change}], upsert=True, return_document=ReturnDocument.AFTER
        )
        return bool(seen["holder"] == self.name)

    @property
    def _turns(self) -> Any:
        return self.store.db.turns.with_options(write_concern=WriteConcern(1, j=False))
