"""The crowd's worker relays."""

from __future__ import annotations

from bench.fire.services.crowd.store import CrowdUnit
from libs.bus import Worker


class CrowdWorker(Worker):
    name = "crowd"
    unit = CrowdUnit
