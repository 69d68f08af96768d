"""FastAPI, a request and a transaction a reading: the source, the hours that it closes, their events, its id."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC, datetime
from typing import Any

from fastapi import Depends, HTTPException
from pymongo.errors import PyMongoError

from bench.commands.job import serve
from bench.commands.peer import app, caller_of, database, job, outbox_row, passes
from bench.power.house import PATH
from services.power.bodies import ReadingBody
from services.power.domain.demand import demand_told
from services.power.domain.readings import to_reading
from services.power.domain.site_hours import Mix, SiteHour, hour_id
from services.power.store import PowerUnit

client, db = database()


@app.post(PATH, dependencies=[Depends(caller_of)])
async def read(body: ReadingBody) -> dict[str, int]:
    """Takes a reading."""
    turn = 0
    while True:
        try:
            async with client.start_session() as session, await session.start_transaction():
                return await _taken(session, body)
        except PyMongoError as fault:
            if not passes(fault):
                raise HTTPException(503, repr(fault)) from fault
            turn += 1
            await asyncio.sleep(random.uniform(0, 0.002 * 2 ** min(turn, 6)))


async def _taken(session: Any, body: ReadingBody) -> dict[str, int]:
    now, at, stamp = datetime.now(UTC), {"session": session}, time.time_ns() // 1000
    id = f"{PATH}|{body.source}|{body.id}"
    if await db.taken.find_one({"_id": id}, **at) is not None:
        return {"accepted": 0}
    sources, site_hours = PowerUnit.sources, PowerUnit.site_hours
    document = await db.sources.find_one({"_id": body.source}, **at)
    if document is None:
        raise HTTPException(404, f"no source {body.source}")
    reading = to_reading(body.source, body.quantity, body.value, body.unit, body.at or now)
    taken = sources.from_document(document)[0].read(reading, now)
    await db.sources.replace_one({"_id": body.source}, sources.to_document(taken.source, stamp), **at)
    for hour in taken.hours:
        await db.hours.insert_one(PowerUnit.hours.to_document(hour, stamp), **at)
        kept = await db.site_hours.find_one({"_id": hour_id(hour.start)}, **at)
        before = site_hours.from_document(kept)[0] if kept else SiteHour(hour_id(hour.start), hour.start)
        added = before.plus(hour, taken.source.role, Mix())
        await db.site_hours.replace_one({"_id": added.id}, site_hours.to_document(added, stamp), upsert=True, **at)
    means = taken.means.measured if taken.means else ()
    demands = [event for start, mean in means for event in demand_told(body.source, start, None, mean)]
    if events := [*taken.events, *demands]:
        await db.outbox.insert_many([outbox_row(event) for event in events], **at)
    await db.taken.insert_one({"_id": id, "at": now}, **at)
    return {"accepted": 1}


if __name__ == "__main__":
    serve(app, job)
