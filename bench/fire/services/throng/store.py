"""How far each walker has come."""

from __future__ import annotations

from libs.events import Value
from libs.store import Collection, Unit


class Seen(Value):
    id: str
    steps: int = 0


class ThrongUnit(Unit):
    seen = Collection(Seen)
