"""What access does by itself: it follows fire's alarms, and its own timers."""

from __future__ import annotations

from libs.bus import Worker, due, every, on
from libs.store import Timer
from services.access.acts.doors import HELD_OPEN, held_open_is_due
from services.access.acts.evacuation import drill_is_over, panel_was_reset, refuse_entries, release_doors
from services.access.acts.privacy import let_go, tell_again
from services.access.acts.visits import VISIT_OVER, visit_hours_over
from services.access.domain.muster import SITE_MUSTER, Muster
from services.access.domain.zone import Zone
from services.access.heard import Activated, DrillEnded, PreActivated, ReturnedToQuiescent
from services.access.store import AccessUnit


class AccessWorker(Worker):
    name = "access"
    unit = AccessUnit
    urgent = True
    hears_within = 0.02

    @on(PreActivated, reads=lambda event: [(Zone, event.zone)])
    def refuse_entries(self, event: PreActivated, unit: AccessUnit) -> None:
        refuse_entries(unit, event.zone, drill=event.drill)

    @on(Activated, reads=lambda event: [(Zone, event.zone), (Muster, SITE_MUSTER)])
    def release_doors(self, event: Activated, unit: AccessUnit) -> None:
        release_doors(unit, event.zone, event.time, drill=event.drill)

    @on(DrillEnded, reads=lambda event: [(Zone, event.zone)])
    def take_for_real(self, event: DrillEnded, unit: AccessUnit) -> None:
        drill_is_over(unit, event.zone, event.time)

    @on(ReturnedToQuiescent, reads=lambda event: [(Zone, event.zone)])
    def note_panel_reset(self, event: ReturnedToQuiescent, unit: AccessUnit) -> None:
        panel_was_reset(unit, event.zone)

    @due(HELD_OPEN)
    def tell_door_held_open(self, timer: Timer, unit: AccessUnit) -> None:
        held_open_is_due(unit, timer.key, timer.due)

    @every(seconds=60)
    def let_go(self, unit: AccessUnit) -> None:
        """Of what is personal and has been kept for long enough."""
        let_go(unit)

    @every(seconds=60)
    def tell_again(self, unit: AccessUnit) -> None:
        """Who is inside, before it expires that it was told."""
        tell_again(unit)

    @due(VISIT_OVER)
    def end_visit(self, timer: Timer, unit: AccessUnit) -> None:
        visit_hours_over(unit, timer.key)
