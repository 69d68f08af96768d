"""What access hears of fire: the states of a zone's alarm that doors and entries follow."""

from __future__ import annotations

from libs.events import Event, Topic

FIRE_ZONE = Topic("fire", "zone", partitions=4, safety=True)


class PreActivated(Event, topic=FIRE_ZONE, key="zone"):
    """A first detector: nobody is let in any more. `drill`: in an exercise."""

    zone: str
    drill: bool = False


class Activated(Event, topic=FIRE_ZONE, key="zone"):
    """Double knock: nitrogen is about to flow. The way out is freed, the muster frozen. `drill`: in an exercise."""

    zone: str
    drill: bool = False


class DrillEnded(Event, topic=FIRE_ZONE, key="zone"):
    """An exercise is over. `state`: of the zone then; what stands is real from now on."""

    zone: str
    state: str


class ReturnedToQuiescent(Event, topic=FIRE_ZONE, key="zone"):
    """The panel was reset: a person may secure the doors."""

    zone: str
