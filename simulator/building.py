"""Zones and doors, and the way from one zone to another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Door:
    """A door: `in` leads to `inner`, `out` to `outer`."""

    id: str
    outer: str
    inner: str

    def beyond(self, zone: str) -> tuple[str, str] | None:
        """The direction through this door from a zone, and where it leads; None where it has no such door."""
        if zone == self.outer:
            return "in", self.inner
        return ("out", self.outer) if zone == self.inner else None


@dataclass(frozen=True, slots=True)
class Passage:
    """One step of a way: through a door into `to`."""

    door: str
    direction: str
    to: str


@dataclass(frozen=True, slots=True)
class Building:
    """The doors of the site, and the zone outdoors where everybody starts."""

    outdoors: str
    doors: tuple[Door, ...]

    @classmethod
    def of(cls, section: Mapping[str, Any]) -> Building:
        """From the site file's `access:`."""
        outdoors = next((zone["id"] for zone in section.get("zones", ()) if zone.get("outdoors")), "")
        doors = tuple(Door(door["id"], door["from"], door["to"]) for door in section.get("doors", ()))
        return cls(outdoors, doors)

    def way(self, start: str, end: str, may: Set[str]) -> list[Passage] | None:
        """The fewest doors from `start` to `end` through zones that one may enter; None where there is no way."""
        came: dict[str, tuple[str, Passage]] = {}
        ahead = deque([start])
        while ahead and end not in came and start != end:
            zone = ahead.popleft()
            for passage in self._from(zone, may):
                if passage.to not in came and passage.to != start:
                    came[passage.to] = (zone, passage)
                    ahead.append(passage.to)
        way: list[Passage] = []
        while end != start:
            if end not in came:
                return None
            end, passage = came[end]
            way.insert(0, passage)
        return way

    def _from(self, zone: str, may: Set[str]) -> Iterator[Passage]:
        for door in self.doors:
            step = door.beyond(zone)
            if step is not None and (step[0] == "out" or step[1] in may):
                yield Passage(door.id, *step)
