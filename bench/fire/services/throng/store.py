"""How far each walker has come."""

from __future__ import annotations

from dataclasses import dataclass

from libs.store import Collection, Unit


@dataclass(frozen=True, slots=True)
class Seen:
    id: str
    steps: int = 0


class ThrongUnit(Unit):
    seen = Collection(Seen)
