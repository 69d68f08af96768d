"""The swap: a generation that has applied exactly what is applied live becomes the current one, in one transaction."""

from __future__ import annotations

import uuid

from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from libs.bus.replay.filling import transaction
from libs.bus.replay.following import Follower
from libs.store import Conflict


def swap(follower: Follower, before: str) -> bool:
    """False: a lane went on meanwhile, and nothing was swapped.

    Every partition is taken from who applies it live, and what is missing is applied. A lane that has lost the fence
    takes the partition over again, a second later, and sees the new generation. Raises `FenceLost` when `before` is
    no longer current, or another process has begun this replay again.
    """
    store, progress = follower.store, follower.progress
    owner = uuid.uuid4().hex
    mine, taken = {"_id": {"$in": follower.streams()}}, {"$set": {"owner": owner}}
    store.port.call("replay.fence", store.db.positions.update_many, mine, taken)
    follower.fill_to(follower.positions())
    released = [
        UpdateOne({"_id": place.stream, "owner": owner, "next": place.next}, {"$set": {"owner": ""}})
        for place in progress.places.values()
    ]

    def within(session: ClientSession) -> bool:
        if released:
            done = store.port.call("replay.release", store.db.positions.bulk_write, released, session=session)
            if done.matched_count != len(released):
                session.abort_transaction()
                return False
        store.port.call("replay.switch", store.generations.switch, session, before, progress.generation)
        progress.end(session)
        return True

    try:
        return transaction(store, within)
    except Conflict:
        return False
