"""One relay a service at a time: a lease for liveness, by the database's time, and its epoch as the fence."""

from __future__ import annotations

from typing import Any

from pymongo import ReturnDocument

from libs.store import Store

LEASE_SECONDS = 3.0


class Lease:
    """Held by at most one process. `epoch` grows each time that another takes it."""

    def __init__(self, store: Store[Any], holder: str) -> None:
        self.store, self.holder, self.epoch = store, holder, 0
        self._highest = 1

    def take(self) -> bool:
        """Takes the lease or holds it longer; False while somebody else has it."""
        mine = {"$eq": ["$holder", self.holder]}
        update = [
            {
                "$set": {
                    "epoch": {"$cond": [mine, "$epoch", {"$add": [{"$ifNull": ["$epoch", 0]}, 1]}]},
                    "holder": self.holder,
                    "until": {"$add": ["$$NOW", int(LEASE_SECONDS * 1000)]},
                }
            }
        ]
        free = {"$or": [{"holder": self.holder}, {"$expr": {"$lt": [{"$ifNull": ["$until", 0]}, "$$NOW"]}}]}
        held = self.store.port.call(
            "relay.lease", self.store.db.relay.find_one_and_update,
            {"_id": "lease", **free}, update, return_document=ReturnDocument.AFTER,
        )  # fmt: skip
        if held is None:
            return False
        self.epoch = held["epoch"]
        if self.epoch > self._highest:
            self._highest = self.epoch
            self.store.count("lease_taken_over")
        return True

    def release(self) -> None:
        """Lets another take it at once."""
        self.store.db.relay.update_one({"_id": "lease", "holder": self.holder}, {"$unset": {"until": ""}})
