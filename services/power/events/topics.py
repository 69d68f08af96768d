"""Where the power service's facts go."""

from __future__ import annotations

from libs.events import Topic

FEED = Topic("power", "feed", partitions=2, safety=True)
GENERATOR = Topic("power", "generator", partitions=1, safety=True)
METER = Topic("power", "meter", partitions=6)
UPS = Topic("power", "ups", partitions=2, safety=True)
NODE = Topic("power", "node", partitions=2)
RACK = Topic("power", "rack", partitions=4)
ACT = Topic("power", "act", partitions=1)
