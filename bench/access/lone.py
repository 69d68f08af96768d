"""The database's own smallest transaction: one document updated, majority and journaled."""

from __future__ import annotations

import time
from typing import Any

from pymongo import MongoClient
from pymongo.write_concern import WriteConcern

from bench import pinning
from bench.commands.load import Seen


def smallest(mongo: str, database: str, seconds: float, warm: float) -> Seen:
    """One after the other, by one client, which runs where what is measured runs."""
    seen = Seen()
    with pinning.on(pinning.MEASURED), MongoClient[dict[str, Any]](mongo, w="majority", journal=True) as client:
        one = client.get_database(database, write_concern=WriteConcern("majority", j=True)).smallest
        one.update_one({"_id": 1}, {"$set": {"n": 0}}, upsert=True)
        began = time.perf_counter() + warm
        while (now := time.perf_counter()) < began + seconds:
            with client.start_session() as session, session.start_transaction():
                one.update_one({"_id": 1}, {"$inc": {"n": 1}}, session=session)
            if now >= began:
                seen.took.append(time.perf_counter() - now)
        seen.seconds = now - began
    return seen
