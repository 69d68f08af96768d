"""What fire hears of others: access's count of the people in a zone."""

from __future__ import annotations

from libs.events import Event, Topic


class ZoneOccupancyChanged(Event, topic=Topic("access", "zone", partitions=4, safety=True), key="zone"):
    """How many people are now inside the zone. Who they are is none of fire's business."""

    zone: str
    count: int
