"""Walkers, each of whose steps is an event of no urgency."""

from __future__ import annotations

from libs.events import Event, Topic, Value
from libs.store import Collection, Unit

STEP = Topic("crowd", "step", partitions=6)


class Stepped(Event, topic=STEP, key="walker"):
    walker: str
    step: int


class Walker(Value):
    id: str
    step: int = 0


class CrowdUnit(Unit):
    walkers = Collection(Walker, topic=STEP)
