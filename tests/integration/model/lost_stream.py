"""Takes its change stream from a waker: what the database does when the token's place is no longer in the oplog."""

from __future__ import annotations

from typing import Any

from pymongo.read_concern import ReadConcern

from libs.store import Store


def lose_stream(store: Store[Any]) -> None:
    """Ends every change stream on the service's outbox."""
    running: list[dict[str, Any]] = [
        {"$currentOp": {"idleCursors": True, "localOps": True}},
        {"$match": {"ns": f"{store.db.name}.outbox"}},
    ]
    admin = store.client.get_database("admin", read_concern=ReadConcern("local"))
    cursors = [op["cursor"] for op in admin.aggregate(running) if "cursor" in op]
    streams = [cursor["cursorId"] for cursor in cursors if cursor.get("tailable")]
    if streams:
        store.db.command("killCursors", "outbox", cursors=streams)
