"""Follows what is applied live: every partition that the service hears, up to its position and never beyond."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from libs.bus.replay.filling import Filler
from libs.events import Value

TELL_SECONDS = 2.0

Positions = Mapping[str, int]


class Told(Value):
    """`applied` events of `whole`; `pace`: events a second of this process."""

    applied: int
    whole: int
    pace: float


Tell = Callable[[Told], None]


class Follower:
    """`applied`: events since it began; `moved`: when the last of them was."""

    def __init__(self, filler: Filler, sources: list[str], tell: Tell | None) -> None:
        self.filler, self.sources, self.tell = filler, sources, tell
        self.store, self.progress = filler.store, filler.progress
        self.applied = 0
        self.began = self.moved = self._told = time.monotonic()

    def find_places(self, positions: bool = False) -> None:
        """Every partition that is heard. `positions`: one that was never read gets its position, to be fenced too."""
        lasts = [self.filler.record.lasts(source) for source in self.sources]
        self.progress.know(place for found in lasts for place in found if self.filler.handlers.hears(place[0]))
        if positions and self.progress.places:
            blank = {"$setOnInsert": {"next": 1, "offset": 0, "owner": ""}}
            self.store.db.positions.bulk_write([UpdateOne({"_id": s}, blank, upsert=True) for s in self.streams()])

    def streams(self) -> list[str]:
        return [place.stream for place in self.progress.places.values()]

    def positions(self, moment: ClientSession | None = None) -> Positions:
        """Where the service stands in each of them, now or at that moment."""
        asked = {"_id": {"$in": self.streams()}}
        found = self.store.port.call(
            "replay.positions", lambda: list(self.store.db.positions.find(asked, session=moment))
        )
        stands = {position["_id"]: position["next"] for position in found}
        return {stream: stands.get(stream, 1) for stream in self.streams()}

    def catch_up(self) -> None:
        """Until no more than a batch is missing."""
        while True:
            positions = self.positions()
            missing = sum(max(0, positions[p.stream] - p.next) for p in self.progress.places.values())
            if missing <= self.filler.batch:
                return
            self.fill_to(positions)

    def fill_to(self, positions: Positions, moment: ClientSession | None = None) -> None:
        """Exactly what is applied at these positions. `moment`: letters are as they were then."""
        for place in self.progress.places.values():
            for applied in self.filler.fill(place, positions[place.stream], moment):
                self.applied += applied
                self.moved = time.monotonic()
                self._tell_now_and_then(positions)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def _tell_now_and_then(self, positions: Positions) -> None:
        if self.tell is not None and self.moved > self._told + TELL_SECONDS:
            self._told = self.moved
            applied = sum(place.next - 1 for place in self.progress.places.values())
            self.tell(Told(applied, sum(positions.values()) - len(positions), self.applied / self.seconds))
