"""Who has heard the whole long record, and makes what it kept of it again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bench.path.meters import MeterGrew
from libs.events import Value, replace
from libs.store import Collection, Unit


class Grown(Value):
    """How much a meter has grown, in how many events."""

    id: str
    events: int = 0
    kwh: Decimal = Decimal(0)


class ReaderUnit(Unit):
    grown = Collection(Grown, projection=True)


class Reader:
    """What the worker of such a service does in its handler."""

    def keep(self, event: MeterGrew, unit: Any) -> None:
        grown = unit.grown.get(event.meter) or Grown(event.meter)
        unit.put(replace(grown, events=grown.events + 1, kwh=grown.kwh + event.kwh))
