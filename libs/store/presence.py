"""Whether the database is there: asked apart from all that waits for it, and answered soon whatever became of it."""

from __future__ import annotations

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from libs.store.collection import Document

ANSWER_MS = 400
"""A stopped server leaves its connections open and says nothing: so long it may take to say that it is there. What has
come by then is read, however late this process gets a processor to read it."""
CONNECT_MS = 5_000
"""In all, and to be connected: a process that is short of processors may take seconds for its own part in it."""


class Presence:
    """Of one database. It connects when it is asked first: while all goes well nobody asks."""

    def __init__(self, uri: str, service: str) -> None:
        self._client: MongoClient[Document] = MongoClient(
            uri, connect=False, maxPoolSize=1, appname=f"chapelle-{service}-presence",
            serverSelectionTimeoutMS=CONNECT_MS, connectTimeoutMS=ANSWER_MS, socketTimeoutMS=ANSWER_MS,
        )  # fmt: skip

    def ask(self) -> bool:
        """Whether it lets the service in and takes writes now. False: away, stopped, refusing, or no primary."""
        try:
            return bool(self._client.admin.command("hello")["isWritablePrimary"])
        except PyMongoError:
            return False

    def close(self) -> None:
        self._client.close()
