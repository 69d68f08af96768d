"""Whether the database is there: asked apart from all that waits for it, and answered soon whatever became of it."""

from __future__ import annotations

import pymongo
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from libs.store.collection import Document

PATIENCE_SECONDS = 0.4
"""A stopped server leaves its connections open and says nothing: so long it may take to say that it is there."""


class Presence:
    """Of one database. It connects when it is asked first: while all goes well nobody asks."""

    def __init__(self, uri: str, service: str) -> None:
        milliseconds = int(PATIENCE_SECONDS * 1_000)
        self._client: MongoClient[Document] = MongoClient(
            uri, connect=False, maxPoolSize=1, appname=f"chapelle-{service}-presence",
            serverSelectionTimeoutMS=milliseconds, connectTimeoutMS=milliseconds, socketTimeoutMS=milliseconds,
        )  # fmt: skip

    def ask(self) -> bool:
        """Whether it lets the service in and takes writes now. False: away, stopped, refusing, or no primary."""
        try:
            with pymongo.timeout(PATIENCE_SECONDS):
                return bool(self._client.admin.command("hello")["isWritablePrimary"])
        except PyMongoError:
            return False

    def close(self) -> None:
        self._client.close()
