"""What fire shows. Source: public-face.md, fire."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from libs.http import Answer, At
from services.fire.domain import decisions
from services.fire.domain.counters import countdown, flooding
from services.fire.domain.gas import rounded
from services.fire.domain.zone import Zone
from services.fire.store import Line


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
    """A zone now. Seconds, % by volume, people; `phase` is the state in the table's finer words."""

    zone: str
    name: str
    state: str
    phase: str
    conditions: list[str]
    since: At
    countdown_seconds: int | None
    flooding_seconds_left: int | None
    oxygen_percent: float | None
    occupancy: int
    occupied_above_noael: bool
    design_concentration_percent: float
    alarms: list[AlarmView]
    detectors: list[DetectorView]

    @classmethod
    def of(cls, stored: Zone, now: datetime) -> ZoneView:
        """The zone at `now`: a timer that has just ended is shown as ended."""
        zone, _ = decisions.elapse(stored, now)
        built = zone.installation
        return cls(
            zone=zone.id,
            name=built.name,
            state=zone.state.value,
            phase=zone.mirror.phase.value,
            conditions=[condition.value for condition in zone.conditions],
            since=zone.mirror.since,
            countdown_seconds=countdown(zone, now),
            flooding_seconds_left=flooding(zone, now),
            oxygen_percent=None if zone.oxygen is None else float(zone.oxygen.percent),
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
        )


class LineView(Answer):
    """A line of the timeline. `name`: the signal's kind, or the event's type; `data`: what it said."""

    at: At
    received_at: At
    what: Literal["signal", "event"]
    name: str
    data: dict[str, Any]

    @classmethod
    def of(cls, line: Line) -> LineView:
        return cls(at=line.at, received_at=line.received_at, what=line.what, name=line.name, data=line.data)
