"""FastAPI, a transaction a request: the count, its event in the outbox, and the idempotency key."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from fastapi import HTTPException
from pymongo.errors import PyMongoError

from bench.commands.job import PATH, serve
from bench.commands.peer import Add, Added, Authorized, Key, answered_before, app, database, job, outbox_row, passes
from libs.testing.toys.counter.store import Count

client, db = database()


@app.post(PATH)
async def add(body: Add, caller: Authorized, key: Key) -> Added:
    """Adds to a count."""
    if body.by < 1:
        raise HTTPException(422, "only more can be added")
    known = f"{caller.name}|{key}"
    digest = hashlib.sha256(body.model_dump_json().encode()).hexdigest()
    before = await answered_before(db, known, digest)
    if before is not None:
        return Added.model_validate_json(before)
    while True:
        try:
            return await _committed(body, known, digest)
        except PyMongoError as fault:
            if not passes(fault):
                raise


async def _committed(body: Add, known: str, digest: str) -> Added:
    stored: dict[str, Any] | None = await db.counts.find_one({"_id": body.count})
    count = Count(body.count, stored["total"], stored["changes"]) if stored else Count(body.count)
    grown, (told,) = count.grown(body.by, body.at or datetime.now(UTC))
    answer = Added(count=grown.id, total=grown.total)
    document = {"_id": grown.id, "total": grown.total, "changes": grown.changes, "v": grown.changes}
    async with client.start_session() as session, await session.start_transaction():
        if stored is None:
            await db.counts.insert_one(document, session=session)
        else:
            here = {"_id": grown.id, "v": stored["v"]}
            if not (await db.counts.replace_one(here, document, session=session)).matched_count:
                raise PyMongoError("somebody else was faster", ["TransientTransactionError"])
        await db.outbox.insert_one(outbox_row(told), session=session)
        kept = {"_id": known, "digest": digest, "body": answer.model_dump_json(), "at": datetime.now(UTC)}
        await db.idempotency.insert_one(kept, session=session)
    return answer


@app.on_event("startup")
async def set_up() -> None:
    """Collections and index, as ours."""
    for name in ("counts", "outbox", "idempotency"):
        await db.create_collection(name)
    await db.outbox.create_index([("pending", 1), ("_id", 1)], partialFilterExpression={"pending": True})


if __name__ == "__main__":
    serve(app, job)
