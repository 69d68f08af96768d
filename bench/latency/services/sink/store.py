"""What the sink has heard, and when."""

from __future__ import annotations

from libs.events import Value
from libs.store import Collection, Unit


class Heard(Value):
    """`seen`: nanoseconds of the machine's monotonic clock, at which the handler was called."""

    id: str
    seen: int


class SinkUnit(Unit):
    heard = Collection(Heard)
