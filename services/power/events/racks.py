"""What becomes of the racks."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from libs.events import Event
from services.power.events.topics import RACK


class RackRegistered(Event, topic=RACK, key="rack"):
    """The site has this rack, or says otherwise of it. `zone`: where it stands, None where that is not said.

    `sources`: its meters, one a feed.
    """

    rack: str
    row: str
    zone: str | None
    sources: tuple[str, ...]


class RedundancyLost(Event, topic=RACK, key="rack"):
    """The rack would not survive the loss of a feed: one is lost already, or none could carry it alone.

    `node`: the breaker above it that would trip, where it is not the rack's own.
    """

    rack: str
    why: Literal["feed_lost", "overload"]
    load_kw: Decimal
    limit_kw: Decimal
    node: str | None = None


class RedundancyRestored(Event, topic=RACK, key="rack"):
    """Each of the rack's feeds is live and could carry the rack alone."""

    rack: str
    load_kw: Decimal
    limit_kw: Decimal
