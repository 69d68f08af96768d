"""What the FastAPI peers share: connection, the check of the token, the command's body and answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request
from pymongo import AsyncMongoClient
from pymongo.write_concern import WriteConcern

from bench.commands.job import Job
from libs.http.auth import Auth
from libs.http.problems import handle_problems
from libs.http.roles import Caller
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


__all__ = ["Add", "Added", "Authorized", "Key", "app", "database", "job"]
