"""What the source counts and what the sink has heard of it."""

from __future__ import annotations

from typing import Any

from libs.events import Value, replace
from libs.store import Collection, Unit


class Tally(Value):
    """A count of the source; `changes`: how many events it has raised."""

    id: str
    changes: int = 0


class Heard(Value):
    """What the sink has heard of one count: the places, in order; must be 1, 2, 3 …"""

    id: str
    places: tuple[int, ...] = ()


class SinkUnit(Unit):
    heard = Collection(Heard)


class Projecting(Unit):
    """A sink whose book can be made again."""

    heard = Collection(Heard, projection=True)


def book(event: Any, unit: Any) -> None:
    """Enters a change of a count, as the sink does."""
    heard = unit.heard.get(event.count) or Heard(event.count)
    unit.put(replace(heard, places=(*heard.places, event.place)))
