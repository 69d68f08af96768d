"""What the database does to its clients by itself: it ends their sessions, or the streams that they follow."""

from __future__ import annotations

import time
from typing import Any

from pymongo import MongoClient

from libs.testing.chaos.plan import Round
from libs.testing.chaos.scene import Scene


def end_sessions(scene: Scene, round: Round) -> None:
    """Every session with its transaction and cursors, again and again, as when an operator clears them."""
    until_time = time.monotonic() + round.seconds
    with MongoClient[dict[str, Any]](scene.database.admin_uri) as client:
        while time.monotonic() < until_time:
            client.admin.command("killAllSessions", [])
            time.sleep(0.02)


def end_streams(scene: Scene, round: Round) -> None:
    """The change stream of one service: where it stood is lost, as when the oplog has gone on without it."""
    database = scene.toys.database_of(round.target)
    with MongoClient[dict[str, Any]](scene.database.admin_uri) as client:
        running = list(client.admin.aggregate([{"$currentOp": {"allUsers": True, "idleCursors": True}}]))
        for operation in running:
            if operation.get("ns") == f"{database}.outbox" and _is_stream(operation):
                if "opid" in operation:
                    client.admin.command("killOp", op=operation["opid"])
                else:
                    client[database].command("killCursors", "outbox", cursors=[operation["cursor"]["cursorId"]])


def _is_stream(operation: dict[str, Any]) -> bool:
    began = operation.get("cursor", {}).get("originatingCommand", {})
    return any("$changeStream" in stage for stage in began.get("pipeline", []))
