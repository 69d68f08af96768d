"""For how long the embedded database can tell how things were: seconds, and minutes while somebody compares them."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

PARAMETER = "minSnapshotHistoryWindowInSeconds"
BRIEFLY = 10
"""Seconds. Each version of a document has a place in the cache for as long, and is written out if it loses that: of a
counter that changes twenty times a second six thousand in the five minutes that are the server's default."""
FOR_LONG = 300


@contextmanager
def kept_for_long(folder: Path, admin_uri: str) -> Iterator[None]:
    """Meanwhile a moment is kept for five minutes; `folder`: the platform's data folder. Several may be in here at
    once, in processes of their own, and the last one to leave ends it. One that is killed leaves that to the next.

    A database that is away says so itself to whoever asks it for more.
    """
    with (folder / "moments.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        _keep(admin_uri, FOR_LONG)
        try:
            yield
        finally:
            with suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _keep(admin_uri, BRIEFLY)


def _keep(admin_uri: str, seconds: int) -> None:
    with suppress(PyMongoError), MongoClient[dict[str, Any]](admin_uri, serverSelectionTimeoutMS=2_000) as client:
        client.admin.command({"setParameter": 1, PARAMETER: seconds})
