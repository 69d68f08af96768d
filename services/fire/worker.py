"""What fire does by itself: ends its timers, asks for maintenance, and watches who is inside."""

from __future__ import annotations

from libs import audit
from libs.bus import Timer, Worker, due, every, on
from services.fire.domain import decisions, drill, upkeep
from services.fire.domain.zone import Zone
from services.fire.heard import ZoneOccupancyChanged
from services.fire.store import FireUnit, Occupancy
from services.fire.timeline import keep


class FireWorker(Worker):
    """Fire's reactions."""

    name = "fire"
    unit = FireUnit
    urgent = True

    @on(ZoneOccupancyChanged, reads=lambda event: [(Zone, event.zone), (Occupancy, event.zone)])
    def count_people(self, event: ZoneOccupancyChanged, unit: FireUnit) -> None:
        """People inside above the NOAEL, and not MANUAL_ONLY, are in danger."""
        unit.occupancies.get(event.zone)
        unit.put(Occupancy(event.zone, event.count))
        zone = unit.zones.get(event.zone)
        if zone is not None:
            keep(unit, decisions.occupied(zone, event.count, event.time), before=zone)

    @due("silence")
    def miss_panel(self, timer: Timer, unit: FireUnit) -> None:
        """Nothing was heard of a panel for too long."""
        zone = unit.zones.need(timer.key)
        keep(unit, decisions.fall_silent(zone, timer.due), before=zone)

    @due("drill")
    def end_drill(self, timer: Timer, unit: FireUnit) -> None:
        """The time of an exercise is over."""
        zone = unit.zones.need(timer.key)
        keep(unit, drill.pass_time(zone, timer.due), before=zone)

    @due("maintenance")
    def ask_for_maintenance(self, timer: Timer, unit: FireUnit) -> None:
        """The day of a task has come."""
        id, _, task = timer.key.partition("/")
        zone = unit.zones.need(id)
        keep(unit, upkeep.fall_due(zone, task, timer.due), before=zone)

    @every(seconds=3600)
    def let_go(self, unit: FireUnit) -> None:
        """Lets go of who signed off and declared, once that is not to be kept any longer."""
        audit.let_go(unit, unit.acts, unit.sweeps, unit.now - audit.KEPT)

    @due("countdown")
    @due("confirmation")
    @due("flooding")
    def end_timer(self, timer: Timer, unit: FireUnit) -> None:
        """The countdown is over, flow did not come, or the flooding ends: at the time at which it was due."""
        zone = unit.zones.need(timer.key)
        keep(unit, decisions.elapse(zone, timer.due), before=zone)
