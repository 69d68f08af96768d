"""What the platform tells while a story is played: waited for until it is whole, and printed as a timeline."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from simulator.stories.speaking import Json, Speaking, StoryStoppedError
from simulator.stories.stream import events_after

WIDTH = 160
TOGETHER = 4
"""So many facts of one kind and instant are one line."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The events that `concern` a story, since position `after` of the console's stream."""

    speaking: Speaking
    after: int
    concern: Callable[[Json], bool]

    def events(self) -> list[Json]:
        """So far, in the order of event time."""
        found = [event for event in events_after(self.speaking, self.after) if self.concern(event)]
        return sorted(found, key=time_of)

    def seen(self, kind: str) -> bool:
        return any(kind_of(event) == kind for event in self.events())

    def whole(self, must_come: Collection[str], patience: float) -> list[Json]:
        """All events, once every kind is among them. Raises `StoryStoppedError`, naming what is not."""
        missing: list[str] = []

        def look() -> list[Json] | None:
            events = self.events()
            missing[:] = sorted({*must_come} - {kind_of(event) for event in events})
            return None if missing else events

        try:
            return self.speaking.until(look, "reactions", patience)
        except StoryStoppedError:
            raise StoryStoppedError(f"not told within {patience:.0f} s: {', '.join(missing)}") from None


def kind_of(event: Json) -> str:
    """`fire.activated` of `fr.chapelle.fire.activated.v1`."""
    _, _, service, fact, _ = event["type"].split(".")
    return f"{service}.{fact}"


def time_of(event: Json) -> datetime:
    return datetime.fromisoformat(event["time"])


def timeline(events: Iterable[Json], zero: datetime) -> Iterator[str]:
    """A line each: how long before or after `zero`, who told it, and what. Many of one kind and instant are one."""
    for (time, kind), group in groupby(events, key=lambda event: (time_of(event), kind_of(event))):
        together = list(group)
        said = [_said(event) for event in together]
        if len(together) >= TOGETHER:
            said = [_together(together)]
        service, _, fact = kind.partition(".")
        for words in said:
            yield f"  {clock((time - zero).total_seconds())}  {service:<8} {fact:<24} {words}"[:WIDTH]


def clock(seconds: float) -> str:
    """`+  1:02.500`: minutes and seconds."""
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else '+'}{int(minutes):>3}:{rest:06.3f}"


def _together(events: Sequence[Json]) -> str:
    subjects = [event["subject"] for event in events]
    return f"{len(subjects)} of them: {', '.join(subjects[:3])} … {subjects[-1]}"


def _said(event: Json) -> str:
    return ", ".join(f"{name} {_short(value)}" for name, value in event["data"].items() if value not in (None, []))


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
