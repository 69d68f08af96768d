"""The facts of fire that storage reacts to, with the fields that it needs."""

from __future__ import annotations

from libs.events import Event, Topic

FIRE_ZONE = Topic("fire", "zone", partitions=4, safety=True)


class Activated(Event, topic=FIRE_ZONE, key="zone"):
    """Two detectors of different technology: the countdown to the release of gas runs. `drill`: in an exercise."""

    zone: str
    drill: bool = False


class DrillEnded(Event, topic=FIRE_ZONE, key="zone"):
    """An exercise is over. What stands of it is real from now on."""

    zone: str


class ReturnedToQuiescent(Event, topic=FIRE_ZONE, key="zone"):
    """Aired, oxygen back, signed off by a person."""

    zone: str
