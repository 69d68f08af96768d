"""The desk's acts on zones."""

from __future__ import annotations

from services.access.acts.log import enter
from services.access.bodies.zones import ChangeOfRules
from services.access.domain.zone import Zone
from services.access.store import AccessUnit


def rule_zone(unit: AccessUnit, id: str, change: ChangeOfRules) -> Zone:
    """Other rules for a zone, from now on. Raises `Refused` when they contradict each other."""
    zone = unit.zones.need(id)
    ruled = zone.ruled(change.applied_to(zone.rules))
    unit.put(ruled)
    enter(unit, "zone-ruled", id, rules=ruled.rules)
    return ruled
