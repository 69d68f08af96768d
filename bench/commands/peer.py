"""What the FastAPI peers share: connection, the check of the token, the command's body and answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from pymongo import AsyncMongoClient
from pymongo.errors import DuplicateKeyError, PyMongoError
from pymongo.write_concern import WriteConcern

from bench.commands.job import Job
from libs.events import Event
from libs.http.auth import Auth
from libs.http.problems import handle_problems
from libs.http.roles import Caller
from libs.store import partition_of
from libs.testing.toys.counter.api import Add, Added

job = Job.given()
auth = Auth(Path(job.public_key_file))
app = FastAPI(docs_url=None, redoc_url=None)
handle_problems(app)


def caller_of(request: Request) -> Caller:
    return auth.check(request, "site:write", cookies=False)


Authorized = Annotated[Caller, Depends(caller_of)]
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=128)]


def database() -> tuple[Any, Any]:
    """Client and database, journaled majority writes."""
    client: Any = AsyncMongoClient(job.mongo, tz_aware=True, w="majority", journal=True, readConcernLevel="majority")
    return client, client.get_database(job.database, write_concern=WriteConcern("majority", j=True))


async def answered_before(db: Any, known: str, digest: str) -> str | None:
    """What a key with whose it is was answered. Raises 409 where that was another request."""
    before = await db.idempotency.find_one({"_id": known})
    if before is not None and before["digest"] != digest:
        raise HTTPException(409, "this Idempotency-Key was used for another request")
    return str(before["body"]) if before is not None else None


def outbox_row(told: Event) -> dict[str, Any]:
    """An event as a peer keeps it to be sent: a row each."""
    return {
        "topic": told.topic.name, "partition": partition_of(told.key, told.topic.partitions), "type": told.type,
        "key": told.key, "time": told.time, "data": told.encode(), "pending": True,
    }  # fmt: skip


def passes(fault: PyMongoError) -> bool:
    """Whether the transaction is tried again: somebody else was faster."""
    return isinstance(fault, DuplicateKeyError) or fault.has_error_label("TransientTransactionError")


__all__ = ["Add", "Added", "Authorized", "Key", "answered_before", "app", "database", "job", "outbox_row", "passes"]
