"""FastAPI and a lone `insert_one(j=true)` a request: a check is noted, and decided on nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from bench.access.house import GRANTED, PATH
from bench.commands.job import serve
from bench.commands.peer import Authorized, Key, app, database, job
from services.access.answers.checks import CheckAnswer
from services.access.bodies.checks import CheckBadge

client, db = database()


@app.post(PATH)
async def check(body: CheckBadge, caller: Authorized, key: Key) -> CheckAnswer:
    """Notes that a badge was shown."""
    await db.shown.insert_one(
        {
            "_id": f"{caller.name}|{key}", "door": body.door, "direction": body.direction,
            "badge": body.credential.badge, "at": body.at or datetime.now(UTC),
        }
    )  # fmt: skip
    return GRANTED


if __name__ == "__main__":
    serve(app, job)
