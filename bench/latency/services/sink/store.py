"""What the sink has heard, and when."""

from __future__ import annotations

from dataclasses import dataclass

from libs.store import Collection, Unit


@dataclass(frozen=True, slots=True)
class Heard:
    """`seen`: nanoseconds of the machine's monotonic clock, at which the handler was called."""

    id: str
    seen: int


class SinkUnit(Unit):
    heard = Collection(Heard)
