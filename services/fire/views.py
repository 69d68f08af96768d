"""What fire shows. Source: public-face.md, fire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from libs.http import Answer, At
from services.fire.domain import decisions, drill
from services.fire.domain.counters import countdown, flooding
from services.fire.domain.gas import rounded
from services.fire.domain.ventilation import air
from services.fire.domain.vocabulary import Condition, State
from services.fire.domain.zone import Zone
from services.fire.views_of_care import (
    CylinderView,
    DrillView,
    MaintenanceView,
    cylinder_view,
    drill_view,
    maintenance_view,
    oxygen_alarm,
)


class AlarmView(Answer):
    """A detector in alarm, and since when."""

    device: str
    technology: str
    at: At


class DetectorView(Answer):
    """A detector of the zone."""

    device: str
    technology: str


class ZoneView(Answer):
    """A zone now."""

    zone: str
    name: str
    state: State
    phase: str
    """The state in the table's finer words."""
    conditions: list[Condition]
    """What stands beside the state."""
    since: At
    """When the state began."""
    countdown_seconds: int | None
    """Until the panel releases; null while nothing counts."""
    flooding_seconds_left: int | None
    """Until the gas has held long enough; null while nothing counts."""
    oxygen_percent: float | None
    """By volume; null while it was never measured."""
    oxygen_at: At | None
    """When that was measured."""
    occupancy: int
    """People inside."""
    occupied_above_noael: bool
    """Somebody is inside, and the gas would be above 43 % with no MANUAL_ONLY."""
    design_concentration_percent: float
    """Of gas, by volume."""
    alarms: list[AlarmView]
    """The detectors in alarm."""
    detectors: list[DetectorView]
    hvac: Literal["running", "stopped", "extracting", "unknown"]
    """What the panel does with the air by its wiring: stopped from ACTIVATED on, until the zone is aired."""
    dampers: Literal["open", "closed", "unknown"]
    """Closed as long as HVAC is stopped."""
    oxygen_alarm: Literal["alarm", "evacuate"] | None
    """`alarm` at 19 %, `evacuate` at 17 %."""
    cylinders: list[CylinderView]
    """Empty while no pressure was measured."""
    maintenance: list[MaintenanceView]
    drill: DrillView | None
    """The exercise that goes on."""

    @classmethod
    def of(cls, stored: Zone, now: datetime) -> ZoneView:
        """The zone at `now`: a timer that has just ended is shown as ended."""
        zone, _ = decisions.elapse(stored, now)
        built = zone.installation
        return cls(
            zone=zone.id,
            name=built.name,
            state=zone.state,
            phase=zone.mirror.phase.value,
            conditions=list(zone.conditions),
            since=zone.mirror.since,
            countdown_seconds=countdown(zone, now),
            flooding_seconds_left=flooding(zone, now),
            oxygen_percent=None if zone.oxygen is None else float(zone.oxygen.percent),
            oxygen_at=None if zone.oxygen is None else zone.oxygen.at,
            occupancy=zone.occupancy,
            occupied_above_noael=zone.above_noael,
            design_concentration_percent=float(rounded(built.concentration)),
            alarms=[
                AlarmView(device=alarm.device, technology=alarm.technology.value, at=alarm.at)
                for alarm in zone.mirror.alarms
            ],
            detectors=[
                DetectorView(device=fitted.device, technology=fitted.technology.value) for fitted in built.detectors
            ],
            hvac=air(zone).hvac,
            dampers=air(zone).dampers,
            oxygen_alarm=oxygen_alarm(zone),
            cylinders=[cylinder_view(read, zone) for read in zone.cylinders],
            maintenance=[maintenance_view(task, now) for task in zone.upkeep],
            drill=drill_view(drill.running(zone.drills, now)),
        )
