"""Zones: their rules, and who is inside."""

from __future__ import annotations

from libs.http import Listing, Page
from services.access.acts.zones import rule_zone
from services.access.answers.zones import OccupancyAnswer, ZoneAnswer
from services.access.api.service import api
from services.access.bodies.ids import ZoneId
from services.access.bodies.zones import ChangeOfRules
from services.access.store import AccessUnit


@api.get("/v1/zones", scope="access:read")
def zones(unit: AccessUnit, page: Page) -> Listing[ZoneAnswer]:
    """All zones, with their rules."""
    return page.of(unit.zones.page(page.after, page.limit), ZoneAnswer.of, lambda zone: zone.id)


@api.get("/v1/zones/{id}", scope="access:read")
def zone(id: ZoneId, unit: AccessUnit) -> ZoneAnswer:
    """One zone, with its rules."""
    return ZoneAnswer.of(unit.zones.need(id))


@api.get("/v1/zones/{id}/occupancy", scope="access:read")
def occupancy(id: ZoneId, unit: AccessUnit) -> OccupancyAnswer:
    """Who is inside a zone, right now."""
    return OccupancyAnswer.of(unit.zones.need(id), unit.now)


@api.command("/v1/zones/{id}/rules", scope="access:desk")
def change_rules(id: ZoneId, body: ChangeOfRules, unit: AccessUnit) -> ZoneAnswer:
    """Replaces the rules that are named. Others are kept; null gives the default back."""
    return ZoneAnswer.of(rule_zone(unit, id, body))
