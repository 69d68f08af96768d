"""Commands that are answered while the database is away, since a no would be worse than a late record.

Such an answer is spooled on this machine (`spool.py`) before it is given, and entered when the database is back: in a
unit like any other change, exactly once, with the very same answer for its Idempotency-Key. Until then the same key
gets it from the spool.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NewType

from libs.events import Value

Made = NewType("Made", str)
"""The id of what a command makes: the same, however it comes to be recorded."""


class Away(Value):
    """How a command is answered without the database, and entered later.

    `id`: of what is made at a moment. `answer(body, made, now)`: what is told, or None where this one is not answered
    without the database. `record(unit, body, made, now)`: enters it, `now` being when it was answered; what it refuses
    becomes a dead letter.
    """

    id: Callable[[datetime], str]
    answer: Callable[[Any, Made, datetime], Any]
    record: Callable[[Any, Any, Made, datetime], object]


class Asked(Value):
    """One command as it was asked. `raw`: its body as it came."""

    body: Any
    raw: bytes
    key: str
    digest: str
    made: Made
    now: datetime
    traceparent: str
    hop: str
