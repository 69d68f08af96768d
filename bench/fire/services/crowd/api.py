"""The crowd's record, which whoever misses a step asks for."""

from __future__ import annotations

from bench.fire.services.crowd.store import CrowdUnit
from libs.http import Api

api = Api("crowd", CrowdUnit, title="The busiest other topic")
