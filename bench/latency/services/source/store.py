"""The source counts beats; each is an event."""

from __future__ import annotations

from libs.events import Event, Topic, Value
from libs.store import Collection, Unit

BEAT = Topic("source", "beat", partitions=4, safety=True)


class Beaten(Event, topic=BEAT, key="heart"):
    heart: str
    beat: int


class Heart(Value):
    id: str
    beat: int = 0


class SourceUnit(Unit):
    hearts = Collection(Heart, topic=BEAT)
