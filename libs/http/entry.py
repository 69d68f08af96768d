"""A line of the spool: a command that was answered while the database was away."""

from __future__ import annotations

from datetime import datetime

import msgspec

from libs.events import Value


class Entry(Value):
    """A command that was answered while the database was away.

    `key`: its Idempotency-Key with whose it is; `digest`: of what was asked; `made`: the id of what it makes; `now`:
    the platform's time then; `asked`: the body, as it came; `status`, `told`: the answer.
    """

    route: str
    key: str
    digest: str
    made: str
    now: datetime
    traceparent: str
    hop: str
    asked: str
    status: int
    told: str

    def line(self) -> bytes:
        return msgspec.json.encode(self) + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Entry:
        """Raises `msgspec.MsgspecError`."""
        return msgspec.json.decode(line, type=cls)
