"""Counting by command, as before."""

from __future__ import annotations

from libs.http import Api
from libs.testing.toys.counter.api import Add, Added
from libs.testing.toys_next.counter.store import Count, NextCounterUnit

api = Api("counter", NextCounterUnit)


@api.command("/v1/adds", scope="site:write", reads=lambda body: [(Count, body.count)])
def add(body: Add, unit: NextCounterUnit) -> Added:
    """Adds to a count."""
    grown = (unit.counts.get(body.count) or Count(body.count)).grown(body.by, body.at or unit.now)
    unit.save(grown)
    return Added(count=body.count, total=grown[0].total)
