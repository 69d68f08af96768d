"""The source's worker relays."""

from __future__ import annotations

from bench.latency.services.source.store import SourceUnit
from libs.bus import Worker


class SourceWorker(Worker):
    name = "source"
    unit = SourceUnit
