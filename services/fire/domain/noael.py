"""c > 43 % and people inside and not MANUAL_ONLY is a critical event, and stands until it ends [R, D]."""

from __future__ import annotations

from datetime import datetime

from libs.events import Outcome, replace
from services.fire import events
from services.fire.domain import gas
from services.fire.domain.zone import Zone


def judge(zone: Zone, at: datetime) -> Outcome[Zone]:
    """The zone, with the event where the danger begins or ends."""
    c = zone.installation.concentration
    danger = c > gas.NOAEL_PERCENT and zone.occupancy > 0 and not zone.mirror.manual_only
    judged = replace(zone, above_noael=danger)
    if danger and not zone.above_noael:
        shown = gas.rounded(c)
        return judged, [
            events.OccupiedAboveNoael(time=at, zone=zone.id, count=zone.occupancy, design_concentration_percent=shown)
        ]
    if zone.above_noael and not danger:
        return judged, [events.OccupiedAboveNoaelEnded(time=at, zone=zone.id)]
    return judged, []
