"""A small site in memory: two feeds, three racks, a generator; and the clock of its timers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from libs.events import Event
from libs.store import Store, Timer
from libs.store.collection import Document
from libs.store.finds import Wanted
from services.power.intake import take
from services.power.site import Section, load
from services.power.store import PowerUnit
from services.power.watching import AT_THE_LOAD, SILENCE, TEST_DUE, silence_is_due, start_is_due, test_is_due
from tests.unit.power.stories import at, reading

SITE: dict[str, Any] = {
    "feeds": [
        {"id": "a", "name": "Voie A", "incomer": "incomer-a", "renewable_percent": 100},
        {"id": "b", "name": "Voie B", "incomer": "incomer-b"},
    ],
    "sources": [
        {"id": "incomer-a", "quantities": ["energy", "power", "state"]},
        {"id": "incomer-b", "quantities": ["energy", "power", "state"]},
        {"id": "panel", "quantities": ["state", "fuel", "power"], "interval_seconds": 10},
        {"id": "heat", "quantities": ["heat"]},
    ],
    "racks": [{"row": "a", "count": 3, "breaker_amps": 32, "feeds": ["a", "b"], "register_digits": 6}],
    "generator": {"id": "g1", "source": "panel", "nameplate_kw": "1000", "tank_litres": "28000"},
}

DUE = {SILENCE: silence_is_due, AT_THE_LOAD: start_is_due, TEST_DUE: test_is_due}


class NothingStored(Store[PowerUnit]):
    """A database in which nothing is: all that a story knows is in its one unit."""

    def __init__(self) -> None:
        self.service = "power"

    def find_each(self, wanted: Sequence[Wanted], *_: object, **__: object) -> list[list[Document]]:
        return [[] for _ in wanted]

    def find(self, *_: Any, **__: Any) -> list[Document]:
        return []

    def ids(self, *_: Any) -> list[str]:
        return []


class Plant:
    """The site at 09:00, nothing heard yet."""

    def __init__(self) -> None:
        self.unit = PowerUnit(NothingStored(), at("09:00"))
        self.load()
        self.unit.raised.clear()

    def load(self, site: dict[str, Any] | None = None) -> list[str]:
        """Loads the site file; what vanished."""
        return load(Section.model_validate(site or SITE), self.unit)

    def told(self, *story: tuple[str, str]) -> list[Event]:
        """`incomer-a state off`, or `(10:03, "")`: time passes. What is made known, timers on the way included."""
        told = len(self.unit.raised)
        for clock, said in story:
            self._pass_to(clock)
            if said:
                source, _, read = said.partition(" ")
                take(reading(clock, read, source), self.unit)
        return [one.event for one in self.unit.raised[told:]]

    def _pass_to(self, clock: str) -> None:
        self.unit.now = max(at(clock), self.unit.now)
        while due := [one for one in self.unit.due_timers.where() if one.due <= self.unit.now]:
            self._fire(min(due, key=lambda timer: timer.due))

    def _fire(self, timer: Timer) -> None:
        self.unit.timers.cancel(timer.name, timer.key)
        DUE[timer.name](timer.key, timer.due, self.unit)
