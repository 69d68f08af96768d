"""FastAPI and a lone `insert_one(j=true)` a request: what the simplest durable endpoint does."""

from __future__ import annotations

from datetime import UTC, datetime

from bench.commands.job import PATH, serve
from bench.commands.peer import Add, Added, Authorized, Key, app, database, job

client, db = database()


@app.post(PATH)
async def add(body: Add, caller: Authorized, key: Key) -> Added:
    """Notes what is to be added."""
    await db.adds.insert_one(
        {"_id": f"{caller.name}|{key}", "count": body.count, "by": body.by, "at": datetime.now(UTC)}
    )
    return Added(count=body.count, total=body.by)


if __name__ == "__main__":
    serve(app, job)
