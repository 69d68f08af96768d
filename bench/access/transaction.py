"""FastAPI, a transaction a request: what a granted check reads and writes, with its event and idempotency key."""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from datetime import UTC, datetime
from typing import Any, TypeVar

from fastapi import HTTPException
from pymongo.errors import PyMongoError

from bench.access.house import PATH
from bench.commands.job import serve
from bench.commands.peer import Authorized, Key, answered_before, app, database, job, outbox_row, passes
from libs.store import Collection, new_id
from services.access.answers.checks import CheckAnswer
from services.access.bodies.checks import CheckBadge
from services.access.domain.check import Check, Shown, decide
from services.access.domain.passage import Grant, Reservation
from services.access.store import AccessUnit

client, db = database()
T = TypeVar("T")


@app.post(PATH)
async def check(body: CheckBadge, caller: Authorized, key: Key) -> CheckAnswer:
    """Decides on a badge shown at a door."""
    known = f"{caller.name}|{key}"
    digest = hashlib.sha256(body.model_dump_json().encode()).hexdigest()
    before = await answered_before(db, known, digest)
    if before is not None:
        return CheckAnswer.model_validate_json(before)
    turn = 0
    while True:
        try:
            async with client.start_session() as session, await session.start_transaction():
                return await _decided(session, body, known, digest)
        except PyMongoError as fault:
            if not passes(fault):
                raise
            turn += 1
            await asyncio.sleep(random.uniform(0, 0.002 * 2 ** min(turn, 6)))


async def _read(session: Any, collection: Collection[T], id: str, by: str = "_id") -> T:
    document = await db[collection.name].find_one({by: id}, session=session)
    if document is None:
        raise HTTPException(404, f"no {id}")
    return collection.from_document(document)[0]


async def _shown(session: Any, body: CheckBadge) -> Shown:
    units = AccessUnit
    door = await _read(session, units.doors, body.door)
    zone = await _read(session, units.zones, door.leads_to(body.direction))
    person = await _read(session, units.people, body.credential.badge, by="badges.id")
    badge = person.badge(body.credential.badge)
    schedules = {id: await _read(session, units.schedules, id) for id in person.schedules_of(zone.id)}
    return Shown(body.at or datetime.now(UTC), body.direction, door, zone, badge, person, schedules)


async def _decided(session: Any, body: CheckBadge, known: str, digest: str) -> CheckAnswer:
    shown = await _shown(session, body)
    reason, right, stamp = decide(shown), shown.deciding, time.time_ns() // 1000
    if shown.badge is None or shown.person is None or right is None or not reason.granted:
        raise HTTPException(500, f"everybody may enter here, not {reason}")
    person, until = shown.person, shown.at + shown.door.window
    made = Check(
        new_id(shown.at), shown.door.id, shown.direction, shown.badge.id, shown.at, shown.zone.id, person.id, reason,
        shown.door.unlock_seconds, right.id, rights=shown.looked_at(),
    )  # fmt: skip
    kept, (told,) = made.told()
    answer = CheckAnswer.of(kept)
    grant = Grant(kept.id, person.id, shown.direction, shown.zone.id, shown.at, until)
    door, _ = shown.door.granted(grant)
    held = person.admitted(Reservation(kept.id, person.id, shown.zone.id, until))
    units, at = AccessUnit, {"session": session}
    await db.doors.replace_one({"_id": door.id}, units.doors.to_document(door, stamp), **at)
    await db.people.replace_one({"_id": held.id}, units.people.to_document(held, stamp), **at)
    await db.zones.update_one({"_id": shown.zone.id}, {"$set": {"v": stamp}}, **at)
    await db.checks.insert_one(units.checks.to_document(kept, stamp), **at)
    await db.outbox.insert_one(outbox_row(told), **at)
    noted = {"_id": known, "digest": digest, "body": answer.model_dump_json(), "at": datetime.now(UTC)}
    await db.idempotency.insert_one(noted, **at)
    return answer


if __name__ == "__main__":
    serve(app, job)
