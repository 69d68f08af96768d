"""Durable timers in platform time: started and cancelled in a unit, fired once, after restarts too."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from libs.events import Value
from libs.store.documents import Documents

if TYPE_CHECKING:
    from libs.store.unit import Unit


class Timer(Value):
    """A timer of one thing. `due` is its event time, however late it is handled."""

    id: str
    name: str
    key: str
    due: datetime


class Timers:
    """`unit.timers`: one timer a name and key; starting it again moves it."""

    __slots__ = ("_timers", "_unit")

    def __init__(self, unit: Unit, timers: Documents[Timer]) -> None:
        self._unit, self._timers = unit, timers

    def start(self, name: str, key: str, due: datetime) -> None:
        self._timers.get(f"{name}:{key}")
        self._unit.put(Timer(f"{name}:{key}", name, key, due))

    def cancel(self, name: str, key: str) -> None:
        timer = self._timers.get(f"{name}:{key}")
        if timer is not None:
            self._unit.remove(timer)
